"""Receipts, invoices, orders, payments."""

TABLES = {
    "receipt": """
= total~total money
en TOTAL; Total Amount; Grand Total; Total Incl. GST; Amount Due; TOTAL SALES; Nett Total
en Bill Total | How much was paid altogether?
en | What does the purchase come to?; How much did it cost in all?; What is the overall price?; final sum
de Summe; Gesamtbetrag; ZU ZAHLEN; Total | Wie viel hat alles zusammen gekostet?; Was war insgesamt zu bezahlen?
fr TOTAL TTC; Total à payer; Net à payer | Combien a coûté le tout ?; Quel est le montant final ?
es TOTAL; Importe total; Total a pagar | ¿Cuánto costó todo?; ¿Cuál es el importe final?
= subtotal money
en Subtotal; Sub Total; SUB-TOTAL; Total Excl. Tax; Net Amount | How much was it before tax?
en | What is the sum without tax?; amount prior to taxes
de Zwischensumme; Netto; Nettobetrag | Wie hoch ist der Betrag ohne Steuer?
fr Sous-total; Total HT | Combien avant les taxes ?
es Subtotal; Base imponible | ¿Cuánto es sin impuestos?
= tax money
en GST 6%; VAT; Sales Tax; Tax; Service Tax; Total Tax; HST | How much tax was charged?
en | What part went to the tax office?; What is the tax amount?
de MwSt.; USt 19%; Mehrwertsteuer | Wie viel Steuer ist enthalten?
fr TVA 20%; TVA; Montant TVA | Combien de taxe a été comptée ?
es IVA 21%; IVA; Impuestos | ¿Cuánto se pagó de impuestos?
= cash money
en CASH; Cash Tendered; Tendered; Amount Received; Paid Cash; Cash Received | How much money did the customer hand over?
en | How much was given to the cashier?
de Gegeben; BAR; Bar erhalten | Wie viel Geld hat der Kunde gegeben?
fr Espèces; Reçu; ESPECES | Combien le client a-t-il donné ?
es Efectivo; Entregado; Recibido | ¿Cuánto entregó el cliente?
= change coins
en CHANGE; Change Due; Cash Change; Balance Returned | How much money was given back?
en | How much did the buyer get back?; returned to customer?
de Rückgeld; Zurück; Wechselgeld | Wie viel bekam der Kunde zurück?
fr Rendu; Monnaie rendue; A rendre | Combien a-t-on rendu ?
es Cambio; Vuelto; Devolución | ¿Cuánto se devolvió?
= discount coins
en Discount; Disc.; Member Savings; You Saved; Less Discount; Promo | By how much was the price reduced?
en | What reduction was granted?; How much did the customer save?
de Rabatt; Nachlass | Wie viel wurde abgezogen?
fr Remise; Réduction | De combien le prix a-t-il baissé ?
es Descuento; Dto. | ¿Cuánto se rebajó?
= rounding one:0.01/-0.02/0.00/0.02/-0.01
en Rounding; Rounding Adj; Round Off; Rounding Adjustment | By how much was the sum rounded?
= date~date date
en Date; DATE; Sale Date; Trans Date; Bill Date; Date of Sale | When was this bought?
en | On what day did the purchase take place?; When was the shop visited?; day of purchase
de Datum; Verkaufsdatum | Wann wurde eingekauft?; An welchem Tag war das?
fr Date; Date de vente | Quand a-t-on acheté cela ?
es Fecha; Fecha de venta | ¿Qué día se hizo la compra?
= time time
en Time; TIME; Trans Time; Printed At | At what time of day was it bought?; At what hour was the sale made?
de Uhrzeit; Zeit | Um wie viel Uhr wurde bezahlt?
fr Heure | À quelle heure ?
es Hora | ¿A qué hora fue la venta?
= number code
en Receipt No; Receipt #; Bill No.; Trans No; Ticket No; Doc No; Slip No.
en Sales Receipt | What number does this slip carry?
en | Which number identifies this purchase?; id of the slip
de Bon-Nr.; Beleg-Nr.; Kassenbon Nr. | Welche Nummer hat der Bon?
fr Ticket n°; N° de ticket | Quel est le numéro du ticket ?
es N.º ticket; Factura simplificada | ¿Qué número tiene el ticket?
= cashier person
en Cashier; Served By; Staff; Operator; Your Cashier Today; Clerk; Server | Who rang it up?; Who worked at the till?
en | Which employee served the customer?
de Kassierer; Es bediente Sie; Bediener | Wer hat kassiert?
fr Caissier; Servi par; Vendeur | Qui était à la caisse ?
es Cajero; Le atendió; Atendido por | ¿Quién atendió la caja?
= till one:01/02/3/POS 4/T07/12
en Till; Register; Counter; Terminal; POS; Lane | Which checkout was used?; At which till was it paid?
de Kasse; Kassen-Nr. | An welcher Kasse wurde bezahlt?
= table int
en Table; Tbl; Table No | Where in the restaurant did the guests sit?; At which table was it served?
de Tisch; Tisch-Nr. | An welchem Tisch saßen die Gäste?
fr Table | À quelle table ?
es Mesa | ¿En qué mesa?
= guests int
en Covers; Guests; Pax; No. of Guests | How many people dined?; How many persons were at the meal?
= payment one:VISA/Mastercard/Debit Card/Credit Card/AMEX/E-Wallet/Gift Card
en Payment Method; Paid By; Tender; Payment Type; Pay Mode | How was it paid?; By what means did the customer pay?
en | What was used to settle the bill?
de Zahlungsart; Bezahlt mit | Womit wurde bezahlt? | one:Girocard/Kreditkarte/EC-Karte/Visa
fr Mode de paiement; Réglé par | Comment a-t-on payé ? | one:Carte bancaire/Chèque/Visa
es Forma de pago | ¿Cómo se pagó? | one:Tarjeta/Visa/Bizum
= card card
en Card No; Card Number; Account #; Card; A/C No | Which digits of the payment card are shown?
en | What is the number of the credit card?
= approval digits
en Approval Code; Auth Code; Authorization; Appr. Code; Auth No | Under which code did the bank approve it?
en | What did the bank authorise it with?
= items int
en Item Count; No. of Items; Total Qty; Items Sold; Qty Total | How many articles were bought?
en | How many pieces are in the basket?
de Anzahl Artikel; Artikel | Wie viele Artikel wurden gekauft?
= member code
en Member ID; Loyalty Card; Membership No; Rewards No | What is the shopper's membership number?
en | Which loyalty account collected the points?
= points count
en Points Earned; Bonus Points; Points Balance; Rewards | How many bonus points did this bring?
de Punkte; Bonuspunkte | Wie viele Punkte gab es?
= tip coins
en Tip; Gratuity; Service Charge 10% | How much did the waiter get on top?; What was added for service?
= gstid code
en GST ID; GST Reg No; Tax Reg.; VAT Reg No; TIN | Under what number is the shop registered for tax?
en | tax registration of the seller?
de USt-IdNr.; St.-Nr. | Welche Steuernummer hat der Laden?
= company_reg code
en Co. Reg. No; Company No; Reg No; ROC No. | What is the company's registration number?
= phone phone
en Tel; Phone; TEL; Call Us | At what number can the store be called?; How do I phone this shop?
de Tel.; Telefon | Unter welcher Nummer erreicht man den Laden?
fr Tél.; Téléphone | Quel numéro appeler ?
es Tel.; Teléfono | ¿A qué número se puede llamar?
= branch city
en Branch; Store; Outlet; Location; Shop | Which of the chain's shops was it?; In what branch was it sold?
de Filiale; Markt | In welcher Filiale wurde gekauft?
""",
    "invoice": """
= number code
en Invoice No.; Invoice #; Invoice Number; Inv. No; Tax Invoice No; Bill Number
en INVOICE | Which number was the bill given?
en | What identifies this bill?; ref no of the bill
de Rechnungsnr.; Rechnungsnummer; Rechnung Nr. | Unter welcher Nummer läuft die Rechnung?
fr Facture n°; N° de facture; Numéro de facture | Quel numéro porte la facture ?
es Factura n.º; Número de factura; Nº factura | ¿Qué número lleva la factura?
= date date
en Invoice Date; Date of Invoice; Billing Date; Dated; Issue Date; Bill Date | When was the bill written?
en | On which day was this invoiced?; When was it issued?
de Rechnungsdatum; Ausgestellt am | Wann wurde die Rechnung geschrieben?
fr Date de facture; Émise le; Date d'émission | Quand la facture a-t-elle été établie ?
es Fecha de factura; Emitida el; Fecha de emisión | ¿Cuándo se emitió la factura?
= due later
en Due Date; Payment Due; Pay By; Due On; Payable Until; Terms Due | By when does it have to be paid?
en | What is the last day to settle this?; deadline for the money?
de Zahlbar bis; Fälligkeit; Fällig am | Bis wann muss man zahlen?
fr Échéance; Date d'échéance; À payer avant le | Quand faut-il payer au plus tard ?
es Vencimiento; Fecha de vencimiento; Pagar antes de | ¿Hasta cuándo hay que pagar?
= customer~customer company
en Bill To; Sold To; Customer; Invoice To; Client; Billed To | Who was it sold to?; Who has to pay this?
en | Who is the buyer?; Which firm receives the bill?
de Kunde; Rechnungsempfänger; Rechnung an | Wer hat die Ware gekauft?; Wer muss zahlen?
fr Client; Facturé à | À qui a-t-on vendu ?; Qui doit payer ?
es Cliente; Facturar a | ¿A quién se vendió?; ¿Quién tiene que pagar?
= ship_to address
en Ship To; Deliver To; Delivery Address; Shipping Address; Consignee | Where are the goods sent?
en | To what place does it get delivered?
de Lieferadresse; Lieferung an | Wohin wird geliefert?
fr Adresse de livraison; Livrer à | Où faut-il livrer ?
es Dirección de entrega; Enviar a | ¿Dónde se entrega?
= supplier company
en From; Vendor; Supplier; Seller; Issued By; Remit To; Payee | Who sent the bill?; Who gets the money?
en | Which business supplied the goods?
de Lieferant; Verkäufer; Aussteller | Von wem kommt die Rechnung?
fr Fournisseur; Vendeur | Qui a envoyé la facture ?
es Proveedor; Vendedor | ¿Quién envía la factura?
= order digits
en PO Number; P.O. No.; Purchase Order; Order No.; Your Order; Cust. PO
en Customer Order # | Under which order was it purchased?
en | Which purchase order does it refer to?
de Bestellnr.; Auftragsnr.; Ihre Bestellung | Zu welcher Bestellung gehört das?
fr N° de commande; Commande | À quelle commande cela correspond-il ?
es N.º de pedido; Pedido | ¿A qué pedido corresponde?
= account code
en Account No.; Customer No.; Acct #; Customer ID; Client ID | What is the buyer's account?
en | Under what number is the client kept?
de Kundennr.; Kundennummer | Welche Nummer hat der Kunde?
fr N° client; Code client | Quel est le code du client ?
es N.º de cliente; Código de cliente | ¿Qué número tiene el cliente?
= terms one:Net 30/Net 15/Due on receipt/30 days/2% 10 Net 30/COD/Prepaid
en Terms; Payment Terms; Terms of Payment | On what conditions does one pay?; How long may payment take?
de Zahlungsbedingungen; Zahlungsziel | Wie lange darf man sich Zeit lassen? | one:14 Tage netto/30 Tage/sofort
fr Conditions; Conditions de paiement | Sous quelles conditions paie-t-on ? | one:30 jours/à réception
es Condiciones de pago | ¿En qué condiciones se paga? | one:30 días/contado
= rep person
en Salesperson; Sales Rep; Account Executive; Sold By; Contact; Your Contact | Who sold it?
en | Who looks after the customer?; Which employee made the sale?
de Ansprechpartner; Sachbearbeiter; Verkäufer/in | Wer betreut den Kunden?
fr Commercial; Votre contact | Qui s'est occupé de la vente ?
es Vendedor/a; Contacto; Comercial | ¿Quién llevó la venta?
= total~total bigmoney
en Total; Invoice Total; Amount Due; Balance Due; Total Due; Gross Total; Please Pay | How much has to be paid?
en | What does the bill come to?; What sum is owed?
de Gesamtbetrag; Rechnungsbetrag; Bruttobetrag | Wie viel ist zu zahlen?
fr Total TTC; Net à payer; Montant dû | Combien faut-il payer ?
es Total factura; Importe total; Total a pagar | ¿Cuánto hay que pagar?
= net bigmoney
en Subtotal; Net Total; Total Net; Amount before Tax; Sub-Total | What is the sum before tax?; How much without VAT?
de Nettobetrag; Summe netto | Wie hoch ist der Betrag vor Steuern?
fr Total HT; Montant HT | Quel est le montant avant taxe ?
es Base imponible; Subtotal | ¿Cuál es el importe antes de impuestos?
= tax money
en VAT; Sales Tax; Tax; GST; VAT 20%; Tax Amount | How much of it is tax?; What goes to the tax authorities?
de MwSt. 19%; USt; Umsatzsteuer | Wie viel davon ist Steuer?
fr TVA; TVA 20% | Combien de TVA ?
es IVA; IVA 21%; Cuota IVA | ¿Cuánto es el impuesto?
= shipping money
en Shipping; Freight; Postage; Delivery Charge; S&H; Shipping & Handling | What did transport cost?
en | How much for sending the goods?
de Versandkosten; Fracht; Porto | Was kostete der Versand?
fr Frais de port; Livraison | Combien coûte l'envoi ?
es Gastos de envío; Portes | ¿Cuánto cuesta el envío?
= deposit money
en Deposit; Paid to Date; Advance Paid; Prepayment; Less Deposit; Payments Received | How much had been paid already?
en | What was paid in advance?
de Anzahlung; Bereits bezahlt | Wie viel war schon bezahlt?
= iban iban
en IBAN; Account (IBAN); Bank Account | To which bank account does one transfer?; Where should the money go?
de IBAN; Konto | Auf welches Konto überweist man?
fr IBAN; Compte | Sur quel compte virer l'argent ?
es IBAN; Cuenta | ¿A qué cuenta se transfiere?
= swift swift
en SWIFT; BIC; SWIFT/BIC; Bank Identifier | What is the international code of the bank?
de BIC; BIC/SWIFT | Wie lautet die Bankkennung?
= bank one:First Harbour Bank/Union Savings/Delta Bank/Midland Trust/Cedar Credit Union
en Bank; Bank Name; Our Bank | Which bank keeps the account?; With whom does the seller bank?
de Bank; Bankverbindung | Welche Bank führt das Konto? | one:Sparkasse Ulm/Volksbank Jena/Deltabank
= vat vat
en VAT No.; VAT Reg. No.; Tax ID; Fed. ID; EIN; ABN | Under which tax number is the seller registered?; seller's tax id
de USt-IdNr.; Steuernr. | Unter welcher Steuernummer liefert der Verkäufer?
fr N° TVA; TVA intracom. | Quel est le numéro fiscal ?
es CIF; NIF | ¿Cuál es el número fiscal?
= delivered date
en Delivery Date; Shipped On; Date Shipped; Ship Date; Despatched | When did the goods leave?
en | When were the goods sent out?
de Lieferdatum; Versanddatum; Leistungsdatum | Wann wurde geliefert?
fr Date de livraison; Expédié le | Quand a-t-on livré ?
es Fecha de entrega; Enviado el | ¿Cuándo se entregó?
= carrier one:UPS Ground/FedEx/DHL Express/Own Van/Royal Mail/Customer Pick Up/Freightline
en Ship Via; Carrier; Shipped Via; Shipping Method; Despatch By | Who carries the goods?; By what service is it sent?
= project title
en Project; Job; Job Name; Project Name; Re | What work is being billed?; For what undertaking is the bill?
de Projekt; Bauvorhaben | Für welches Vorhaben ist die Rechnung?
= period period
en Billing Period; Service Period; Period; For the Period | What stretch of time is billed?
en | Which weeks does this cover?
de Leistungszeitraum; Abrechnungszeitraum | Welcher Zeitraum wird berechnet?
= page one:1 of 1/1 of 2/2 of 3/1/3
en Page; Page No. | Which sheet of the document is this?
= late percent
en Late Fee; Interest on Arrears; Late Payment Interest | What is charged to those who pay late?
= currency one:EUR/USD/GBP/CHF/MYR/CAD
en Currency; Cur.; All amounts in | In what money are the sums given?
de Währung | In welcher Währung?
= dept title
en Department; Cost Centre; Dept; Charge To | To which part of the company is it charged?
de Abteilung; Kostenstelle | Welche Abteilung trägt die Kosten?
= remit email
en Email; Accounts Email; Billing Contact; Queries To | Where can one write about the bill?
en | To what address do accounting questions go?
de E-Mail | An wen schreibt man bei Fragen?
""",
}
