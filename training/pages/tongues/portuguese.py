"""Portuguese."""

CONCEPTS = """
total | TOTAL; Valor total; Total a pagar | Quanto foi gasto ao todo?; Qual é a soma final?
subtotal | Subtotal; Valor líquido | Quanto era antes dos impostos?
tax | IVA 23%; Imposto; ICMS | Quanto vai para o fisco?
cash | Dinheiro; Valor recebido | Quanto o cliente entregou?
change | Troco | Quanto foi devolvido ao cliente?
discount | Desconto | Quanto ficou mais barato?
day | Data; DATA; Data de emissão | Em que dia foi?; Quando aconteceu?
time | Hora; Horário | A que horas foi?
receipt_no | Recibo n.º; Cupom nº | Com que número se encontra a compra?
cashier | Operador; Caixa | Quem estava no caixa?
payment | Forma de pagamento; Pagamento | De que maneira se pagou? | one:Dinheiro/Cartão/Pix/Multibanco
items | N.º de artigos; Qtd. itens | Quantas coisas foram compradas?
taxid | NIF; CNPJ | Como a empresa está registrada no fisco?
phone | Tel.; Telefone; Celular | Para que número se liga?
invoice_no | Fatura n.º; Nota fiscal nº | Que número leva a conta?
invoice_date | Data da fatura; Emitida em | Quando foi emitida?
due | Vencimento; Pagar até | Até quando se deve pagar?
customer | Cliente; Comprador | A quem foi vendido?
ship_to | Endereço de entrega; Morada de entrega | Onde entregam a mercadoria?
supplier | Fornecedor; Vendedor | Quem mandou a conta?
order | Pedido nº; Encomenda n.º | A que compra pertence?
customer_no | Código do cliente | Como o comprador está cadastrado?
shipping | Frete; Portes de envio | Quanto custou o envio?
deposit | Sinal; Caução | Quanto foi pago adiantado?
iban | IBAN; Conta bancária | Para que conta se transfere?
period | Período de faturamento; Período | Que intervalo de tempo cobre?
opening | Saldo inicial | Quanto havia na conta no começo?
closing | Saldo final; Saldo atual | Quanto resta na conta?
interest | Taxa de juros | Quanto custa o empréstimo por ano?
rent | Aluguel; Renda mensal | Quanto se paga pela casa?
usage | Consumo | Quanta energia foi usada?
contract | Contrato n.º | Sob que número foi acordado?
name | Nome; Nome completo; Requerente | Quem é a pessoa?; De quem é o formulário?
birth | Data de nascimento; Nascido em | Quando a pessoa veio ao mundo?
birthplace | Local de nascimento; Naturalidade | Em que cidade nasceu?
nationality | Nacionalidade | De que país é?
sex | Sexo | É homem ou mulher? | one:M/F/Masculino/Feminino
marital | Estado civil | A pessoa é casada? | one:Solteiro/Casada/Viúvo
address | Endereço; Morada; Residência | Onde mora?
email | E-mail; Correio eletrônico | Para onde se escreve na internet?
idno | CPF; N.º de identificação | Que número tem o documento?
passport | Passaporte n.º | Que número têm os papéis de viagem?
occupation | Profissão | Em que trabalha? | one:Professora/Enfermeiro/Engenheira/Motorista
employer | Empregador; Empresa | Para quem trabalha?
salary | Salário; Vencimento base | Quanto ganha?
case | Processo nº; Referência | Sob que sigla está arquivado?
signed | Assinado em | Quando foi assinado?
status | Situação; Estado | Em que pé está o assunto? | one:Aprovado/Pendente/Recusado
holder | Conferido a; Certificamos que | Quem recebe o diploma?
issued | Expedido em | Quando foi entregue?
issuer | Emitido por | Quem o concede?
valid | Válido até; Validade | Até quando serve?
sender | Remetente | Quem enviou?
recipient | Destinatário | A quem é dirigido?
subject | Assunto | De que trata a carta?
passenger | Passageiro | Quem viaja?
from | De; Partida; Origem | De onde se sai?
to | Para; Destino; Chegada | Para onde se vai?
flight | Voo; Trem | Que ligação se toma?
gate | Portão; Porta | Por onde se embarca?
seat | Assento; Lugar; Poltrona | Onde se senta?
departs | Hora de partida | A que horas se sai?
arrives | Hora de chegada | Quando se chega?
booking | Localizador; Código da reserva | Com que código se acha a reserva?
fare | Tarifa | Quanto custa a viagem?
tracking | Código de rastreio | Como se segue a encomenda?
gross | Peso bruto | Quanto pesa com a embalagem?
pieces | Volumes | Quantos pacotes são?
plate | Placa; Matrícula | O que está escrito na placa do carro?
patient | Paciente; Utente | Quem foi examinado?
doctor | Médico | Quem trata a pessoa?
net_weight | Peso líquido; Conteúdo | Quanto vem dentro?
best | Consumir até; Val. | Até quando se pode comer?
lot | Lote | De que produção vem?
maker | Fabricado por; Fabricante | Que firma o faz?
origin | País de origem; Origem | De que terra vem?
energy | Energia; Valor energético | Quanto alimenta?
fat | Gorduras; Lípidos | Quão gordo é?
sugar | Açúcares | Quão doce é?
protein | Proteínas | Quanto tem para os músculos?
salt | Sal; Sódio | Quão salgado é?
price | Preço | Quanto custa?
serial | N.º de série | Que número só este aparelho tem?
model | Modelo | De que tipo é?
version | Versão | Que edição do programa é?
battery | Bateria | Quanta carga resta?
revenue | Receita; Faturamento | Quanto a firma recebeu?
profit | Lucro | O que sobra depois dos custos?
visitors | Visitantes | Quanta gente veio?
temperature | Temperatura | Que calor faz?
budget | Orçamento | Quanto dinheiro está previsto?
author | Autor | Quem escreveu a obra?
title | Título | Como se chama a obra?
contact | Contato; Responsável | A quem me dirijo?
"""

WORDINGS = """
label {L}?; Qual é o valor de {L}?; O que está indicado em {L}?; Diga-me: {L}; Leia {L}.; {l}
beside O que está escrito ao lado de "{L}"?; O que se lê embaixo de "{L}"?
whereabouts Onde fica {L}?; Mostre-me {L}.
wrap Por favor: {q}; {q} Resposta curta.; Segundo a imagem: {q}; Gostaria de saber: {d}; {d}
both {a} e {b}?; Duas perguntas: {a}, e {b}?; {a}, e também {b}?
pair {a} e {b}?; Diga-me tanto {a} como {b}.
cell Quanto é {col} de {row}?; {col} para {row}?; {row}: {col}?; O que mostra a tabela para {row} e {col}?
row_of Que linha tem {value} em {col}?; A que corresponde {value}?
price Quanto custa {item}?; Preço de {item}?; Quanto se paga por {item}?
priced O que custa {value}?
amount Quantos {item}?; Quantidade de {item}?
right O que está à direita de {x}?
left O que está à esquerda de {x}?
below O que está escrito abaixo de {x}?; Qual é a linha depois de "{x}"?
above O que está escrito acima de {x}?
heading Qual é o título?; O que está escrito no topo?; Que documento é este?
shop Que loja é?; Onde se comprou?
issuer De que empresa é?; Quem emitiu isto?
where Qual é o endereço da loja?; Onde fica?
brand Que marca é?; Como se chama o produto?
chart_value Quanto vale {item}?; Que altura tem {item}?
chart_item Que item tem o valor {value}?
tick_top Qual é o maior valor do eixo y?
tick_bottom Qual é o menor valor do eixo y?
most Que {c} tem o maior valor de {m}?; Onde {m} é maior?
least Que {c} tem o menor valor de {m}?; Onde {m} é menor?
chart_title O que mostra o gráfico?; Título do gráfico?
source De onde vêm os dados?; Qual é a fonte?
footnote O que diz a nota de rodapé?; O que está escrito embaixo?
page_number Que página é?; Número da página?
caption O que mostra {x}?
button O que diz o botão ao lado de {x}?
section Qual é a primeira entrada de {x}?
right_sign O que diz a placa à direita de {x}?
left_sign O que diz a placa à esquerda de {x}?
whole_sign O que diz a placa inteira que começa por {x}?
distance A que distância fica {x}?
distant O que fica a {x}?
party Quem é: {r}?; Como se chama: {r}?; Nome: {r}?
of_party {k} de {r}?; {r}: {k}?
barcode Que número está debaixo do código de barras?
stamp O que diz o carimbo?
"""

NO_PLACE = """
Obrigado!; Muito obrigada, {name}!; Valeu!; Perfeito.; Está bem.; Oi; Bom dia!; Tudo bem com você?
Até amanhã, {name}.; Tchau
Tem certeza?; É mesmo assim?; Verifique outra vez.; Como sabe disso?; Está errado.; Continue.; E depois?
Resuma isto.; Resuma o documento em {number} frases.; Faça um resumo {manner}.; Descreva a imagem.; O que você vê?
De que cor é o fundo?; Traduza tudo para {tongue}.; E agora em {tongue}.; Pode responder em {tongue}?
Escreva um poema sobre isso.; Escreva {work} sobre {topic}.; O que sabe fazer?; Quem é você?; Conte uma piada.
Conte uma piada sobre {topic}.; Como funciona {topic}?; Explique {topic} {manner}.; O que acha de {topic}?
Diga {number} fatos sobre {topic}.; Quanto é {number} vezes {number}?; Quanto é {number} mais {number}?
Responda {manner}.
Mais curto, por favor.; Uma palavra só.; Qual é a capital deste país: {land}?; Que tempo fará amanhã?; Que horas são?
Escreva uma resposta ao remetente {manner}.; Vamos falar de {topic}.; Escreva um programa para {topic}.
Estou entediado.
= topic xadrez; futebol; vulcões; sono; abelhas; cozinha; samba; economia; fotossíntese
= tongue inglês; alemão; francês; espanhol; árabe; chinês
= manner em uma frase; para uma criança; de modo formal; com humor; em detalhe; com palavras simples
= work um poema; um conto; uma canção; um discurso; uma fábula
= number 2; 3; 5; 7; 12; 19; 36; 48; 99
= land França; Japão; Quênia; Noruega; Peru; Egito
= name Ana; João; meu amigo; Marta
"""

WORDS = """
months janeiro; fevereiro; março; abril; maio; junho; julho; agosto; setembro; outubro; novembro; dezembro
days segunda-feira; terça-feira; quarta-feira; quinta-feira; sexta-feira; sábado; domingo
dates %d/%m/%Y; %d/%m/%y; {d} de {B} de %Y; %d-%m-%Y; %d.%m.%Y
longdate {d} de {B} de %Y
number .; ,
money R$ {n}; R${n}; {n} €; {n}; € {n}
phone (##) #####-####; +351 2## ### ###; 9## ### ###; (##) ####-####
postcode #####-###; ####-###
house {s}, {n}; {s}, {n}, ap. {m}
address {h} | {z} {c}; {h} | {c}, {z}
domain pt; com.br; com
first João; Maria; Pedro; Ana; Tiago; Beatriz; Luís; Inês; Rafael; Camila; André; Sônia
last Silva; Santos; Oliveira; Souza; Pereira; Costa; Almeida; Ferreira; Gonçalves; Ribeiro; Araújo; Lopes
name {f} {l}; {f} {l}; {l}, {f}
company {h} {t} {x}; {t} {h}; {t} {h} {x}
trade Alimentos; Transportes; Construções; Farmácia; Padaria; Ótica; Móveis; Serviços; Livraria
suffix Lda.; S.A.; Ltda.; & Filhos; EIRELI
city Lisboa; Porto; São Paulo; Curitiba; Braga; Recife; Salvador; Coimbra; Évora; Manaus
street Rua das Flores; Avenida da Liberdade; Rua XV de Novembro; Travessa do Carmo; Praça da Sé; Av. Paulista
country Portugal; Brasil; França; Alemanha; Japão; Suécia; Angola; Índia; Peru; Noruega; Espanha; Moçambique
goods Pão de queijo; Café expresso; Azeite; Água mineral; Caneta azul; Papel A4; Feijoada; Leite integral; Bacalhau
goods Sabonete; Lâmpada LED; Salada mista; Vinho tinto; Arroz agulha
nouns Porto; Farol; Aurora; Serra; Rio; Estrela; Carvalho; Ponte; Cristal; Vento; Âmbar; Caminho
measures Índice; Nível; Código; Cota; Fator; Classe; Limite; Valor
word o; a; de; e; com; para; uma; ano; relatório; clientes; projeto; mercado; resultados; nova; região; trabalho
word serviços; energia; são; cidade; escolas
role Comprador; Vendedor; Remetente; Destinatário; Senhorio; Inquilino; Empregador; Trabalhador; Segurado; Seguradora
role Paciente; Médico
= receipt=RECIBO; sales receipt=CUPOM FISCAL; invoice=FATURA; tax invoice=NOTA FISCAL; bill=CONTA; quotation=Orçamento
= purchase order=Pedido de compra
= description=Descrição; item=Artigo; article=Artigo; qty=Qtd.; quantity=Quantidade; units=Unidades
= unit price=Preço unit.; rate=Taxa; price=Preço; amount=Valor; line total=Total da linha; total=Total
= application form=FORMULÁRIO DE PEDIDO; registration form=Ficha de inscrição; personal details=Dados pessoais
= contact details=Contatos; payment details=PAGAMENTO; general information=Informações gerais
= menu=CARDÁPIO; price list=Tabela de preços; starters=Entradas; mains=Pratos principais; drinks=Bebidas
= desserts=Sobremesas; sides=Acompanhamentos
= weight=Peso; population=População; area=Área; score=Pontos; share=Parte; visitors=Visitantes; region=Região
= owner=Proprietário; start=Início
= settings=Configurações; general=Geral; privacy=Privacidade; network=Rede; sound=Som; help=Ajuda; account=Conta
= ok=OK; cancel=Cancelar; save=Salvar; yes=Sim; no=Não; back=Voltar; next=Avançar
= name=Nome; address=Endereço; city=Cidade; phone=Telefone; contact=Contato; type=Tipo; since=Desde
= certificate=CERTIFICADO; diploma=Diploma
= exit=SAÍDA; open=ABERTO; entrance=ENTRADA; station=ESTAÇÃO; bank=BANCO; pharmacy=FARMÁCIA; country=país
= product=produto; category=categoria; group=grupo; year=ano; brand=marca
"""
