"""What controls say and what they are for, in the form of ``training.pages.fields``: labels and purposes."""

from __future__ import annotations

from training.pages.fields import Field, Wording, parse

_SAID = parse(
    "controls",
    """
= save word
en Save; Save changes; Apply | save my changes; keep what I entered; store this
de Speichern; Übernehmen | die Änderungen zu speichern
fr Enregistrer | enregistrer les modifications
es Guardar | guardar los cambios
= cancel word
en Cancel; Discard; Never mind | leave without saving; drop my changes; call it off
de Abbrechen; Verwerfen | den Vorgang abzubrechen
fr Annuler | renoncer à l'opération
es Cancelar | anular la operación
= delete word
en Delete; Remove; Move to trash | get rid of this; delete the entry; throw it away
de Löschen; Entfernen | den Eintrag zu löschen
fr Supprimer | effacer l'entrée
es Eliminar; Borrar | borrar la entrada
= send word
en Send; Submit; Send message | send it off; hand in the form; get the message on its way
de Senden; Absenden | die Nachricht abzuschicken
fr Envoyer | expédier le message
es Enviar | mandar el mensaje
= search word
en Search; Find; Look up | look for something; start a search
de Suchen; Suche | etwas zu suchen
fr Rechercher | chercher quelque chose
es Buscar | buscar algo
= login word
en Log in; Sign in; Login | get into my account; enter with my password
de Anmelden; Einloggen | mich anzumelden
fr Se connecter; Connexion | entrer dans mon compte
es Iniciar sesión; Entrar | acceder a mi cuenta
= logout word
en Log out; Sign out | leave my account; end my session
de Abmelden | mich abzumelden
fr Déconnexion | quitter mon compte
es Cerrar sesión | salir de mi cuenta
= register word
en Create account; Sign up; Register; Join free | open a new account; become a member
de Konto anlegen; Registrieren | ein neues Konto anzulegen
fr Créer un compte | ouvrir un nouveau compte
es Crear cuenta | abrir una cuenta nueva
= forgot word
en Forgot password?; Reset password; Trouble signing in? | get a new password; recover my password
de Passwort vergessen? | ein neues Passwort zu bekommen
fr Mot de passe oublié ? | retrouver mon mot de passe
es ¿Olvidó su contraseña? | recuperar la contraseña
= cart word
en Add to cart; Add to basket; Buy now | put this into my basket; buy the item
de In den Warenkorb | den Artikel zu kaufen
fr Ajouter au panier | mettre l'article dans le panier
es Añadir al carrito | comprar el artículo
= checkout word
en Checkout; Proceed to payment; Pay now | pay for my things; finish the order
de Zur Kasse; Jetzt bezahlen | zu bezahlen
fr Passer la commande; Payer | régler la commande
es Pagar ahora; Finalizar compra | pagar el pedido
= print word
en Print; Print...; Print preview | get this on paper; print it out
de Drucken | die Seite auf Papier zu bringen
fr Imprimer | imprimer la page
es Imprimir | imprimir la página
= download word
en Download; Get the app; Save as... | fetch the file to my computer; download it
de Herunterladen | die Datei herunterzuladen
fr Télécharger | récupérer le fichier
es Descargar | bajar el archivo
= upload word
en Upload; Choose file; Browse... | attach a file from my disk; pick a file
de Datei auswählen; Hochladen | eine Datei hochzuladen
fr Parcourir...; Importer | ajouter un fichier
es Subir archivo; Examinar... | adjuntar un archivo
= share word
en Share; Send a copy; Invite people | let others see it; share this with a friend
de Teilen | das mit anderen zu teilen
fr Partager | partager ceci
es Compartir | compartirlo
= settings word
en Settings; Preferences; Options | change how the program behaves; open the options
de Einstellungen; Optionen | die Einstellungen zu öffnen
fr Paramètres; Préférences | changer les réglages
es Ajustes; Preferencias | cambiar los ajustes
= help word
en Help; Support; FAQ; Contact us | get help; ask for assistance; reach the support team
de Hilfe; Kontakt | Hilfe zu bekommen
fr Aide; Contact | obtenir de l'aide
es Ayuda; Contacto | obtener ayuda
= back word
en Back; Previous; Go back | return to the page before; go one step back
de Zurück | einen Schritt zurückzugehen
fr Retour; Précédent | revenir en arrière
es Atrás; Volver | volver atrás
= next word
en Next; Continue; Proceed | go on to the following step; move forward
de Weiter; Fortfahren | zum folgenden Schritt zu kommen
fr Suivant; Continuer | passer à l'étape d'après
es Siguiente; Continuar | pasar al paso que sigue
= edit word
en Edit; Rename; Change | alter the entry; change the name
de Bearbeiten; Ändern | den Eintrag zu ändern
fr Modifier | changer l'entrée
es Editar; Modificar | cambiar la entrada
= new word
en New; Create new; Add; + New | make another one; start a fresh entry
de Neu; Hinzufügen | einen neuen Eintrag anzulegen
fr Nouveau; Ajouter | créer une entrée
es Nuevo; Añadir | crear una entrada
= close word
en Close; Exit; Quit; Dismiss | shut this window; leave the program
de Schließen; Beenden | das Fenster zu schließen
fr Fermer; Quitter | fermer la fenêtre
es Cerrar; Salir | cerrar la ventana
= refresh word
en Refresh; Reload; Update; Sync now | fetch the latest data; load the page again
de Aktualisieren | die Daten neu zu laden
fr Actualiser | recharger la page
es Actualizar | volver a cargar la página
= filter word
en Filter; Sort by; Refine | narrow down the list; change the order of the list
de Filtern; Sortieren | die Liste einzuschränken
fr Filtrer; Trier | réduire la liste
es Filtrar; Ordenar | acotar la lista
= accept word
en Accept all; I agree; Allow; OK; Got it | agree to it; allow the cookies; consent
de Alle akzeptieren; Zustimmen | zuzustimmen
fr Tout accepter; J'accepte | donner mon accord
es Aceptar todo | dar mi consentimiento
= decline word
en Reject all; Decline; Don't allow; No thanks | refuse the cookies; say no; refuse
de Alle ablehnen; Nein danke | abzulehnen
fr Tout refuser; Non merci | refuser
es Rechazar todo | rechazarlo
= copy word
en Copy; Duplicate; Copy link | make a copy of it; get the link
de Kopieren; Duplizieren | eine Kopie zu machen
fr Copier | faire une copie
es Copiar | hacer una copia
= undo word
en Undo; Revert; Restore | take back the last step; restore what was there
de Rückgängig; Wiederherstellen | den letzten Schritt zurückzunehmen
fr Rétablir; Défaire | revenir sur la dernière action
es Deshacer | deshacer lo último
= call word
en Call; Start call; Video call | phone this person; ring them up
de Anrufen | dort anzurufen
fr Appeler | téléphoner
es Llamar | telefonear
= reply word
en Reply; Reply all; Answer | write back; respond to the message
de Antworten | zurückzuschreiben
fr Répondre | répondre au message
es Responder | contestar el mensaje
= map word
en Directions; Show on map; Route | find the way there; see where it lies
de Route; Auf Karte zeigen | den Weg zu finden
fr Itinéraire | trouver le chemin
es Cómo llegar | encontrar el camino
= more word
en Learn more; Read more; Details; Show all | see further details; read the rest
de Mehr erfahren; Alle anzeigen | mehr zu sehen
fr En savoir plus; Tout afficher | en lire davantage
es Ver más; Mostrar todo | ver más detalles
= book word
en Book now; Reserve; Check availability | make a booking; reserve a place
de Jetzt buchen; Reservieren | zu buchen
fr Réserver | faire une réservation
es Reservar | hacer una reserva
= later word
en Remind me later; Skip; Not now; Snooze | put it off; be asked another time
de Später erinnern; Überspringen | es auf später zu verschieben
fr Plus tard; Ignorer | remettre à plus tard
es Más tarde; Omitir | dejarlo para luego
= play word
en Play; Shuffle; Resume | hear it; start the music
de Abspielen; Wiedergabe | die Musik zu starten
fr Lecture; Lire | lancer la musique
es Reproducir | poner la música
= home word
en Home; Start; Dashboard | get to the first page; return to the start page
de Startseite; Start | zur ersten Seite zu kommen
fr Accueil | aller à la première page
es Inicio | ir a la primera página
= profile word
en My account; Profile; Account | see my own data; change my personal details
de Mein Konto; Profil | meine Daten zu sehen
fr Mon compte; Profil | voir mes données
es Mi cuenta; Perfil | ver mis datos
= language word
en Language; English (US); Change language | read this in another language; switch the language
de Sprache | die Sprache zu wechseln
fr Langue | changer de langue
es Idioma | cambiar de idioma
= unsubscribe word
en Unsubscribe; Manage notifications; Mute | get no more of these messages; stop the mails
de Abbestellen; Stummschalten | keine Nachrichten mehr zu bekommen
fr Se désabonner | ne plus recevoir de messages
es Darse de baja | no recibir más mensajes
= export word
en Export; Export as CSV; Save as PDF | turn the data into a file; take the data out
de Exportieren | die Daten auszugeben
fr Exporter | sortir les données
es Exportar | sacar los datos
= zoom word
en Zoom in; Full screen; View larger | see it bigger; enlarge it
de Vergrößern; Vollbild | es größer zu sehen
fr Agrandir; Plein écran | voir en plus grand
es Ampliar; Pantalla completa | verlo más grande
""",
)
_ELSEWHERE = """
save zh=保存 ja=保存する ko=저장 it=Salva pt=Salvar ru=Сохранить
cancel zh=取消 ja=取り消し ko=취소 it=Annulla pt=Cancelar ru=Отмена
delete zh=删除 ja=削除 ko=삭제 it=Elimina pt=Excluir ru=Удалить
send zh=发送 ja=送信 ko=보내기 it=Invia pt=Enviar ru=Отправить
search zh=搜索 ja=検索 ko=검색 it=Cerca pt=Pesquisar ru=Поиск
login zh=登录 ja=ログイン ko=로그인 it=Accedi pt=Entrar ru=Войти
logout zh=退出登录 ja=ログアウト ko=로그아웃 it=Esci pt=Terminar_sessão ru=Выйти
register zh=注册 ja=新規登録 ko=회원가입 it=Registrati pt=Cadastre-se ru=Регистрация
forgot zh=忘记密码？ ja=パスワード再設定 ko=비밀번호_찾기 it=Password_persa? pt=Nova_senha ru=Забыли_пароль?
cart zh=加入购物车 ja=カートに入れる ko=장바구니 it=Aggiungi_al_carrello pt=Adicionar_ao_carrinho ru=В_корзину
checkout zh=去结算 ja=購入手続きへ ko=결제하기 it=Vai_alla_cassa pt=Finalizar_compra ru=Оформить_заказ
print zh=打印 ja=印刷 ko=인쇄 it=Stampa pt=Imprimir ru=Печать
download zh=下载 ja=ダウンロード ko=다운로드 it=Scarica pt=Baixar ru=Скачать
upload zh=上传文件 ja=ファイルを選択 ko=파일_선택 it=Carica_file pt=Escolher_arquivo ru=Выбрать_файл
share zh=分享 ja=共有 ko=공유 it=Condividi pt=Compartilhar ru=Поделиться
settings zh=设置 ja=設定 ko=설정 it=Impostazioni pt=Configurações ru=Настройки
help zh=帮助 ja=ヘルプ ko=도움말 it=Aiuto pt=Ajuda ru=Справка
back zh=返回 ja=戻る ko=뒤로 it=Indietro pt=Voltar ru=Назад
next zh=下一步 ja=次へ ko=다음 it=Avanti pt=Avançar ru=Далее
edit zh=编辑 ja=編集 ko=편집 it=Modifica pt=Editar ru=Изменить
new zh=新建 ja=新規作成 ko=새로_만들기 it=Nuovo pt=Novo ru=Создать
close zh=关闭 ja=閉じる ko=닫기 it=Chiudi pt=Fechar ru=Закрыть
refresh zh=刷新 ja=更新 ko=새로고침 it=Aggiorna pt=Atualizar ru=Обновить
filter zh=筛选 ja=絞り込み ko=필터 it=Filtra pt=Filtrar ru=Фильтр
accept zh=全部接受 ja=同意する ko=모두_동의 it=Accetta_tutto pt=Aceitar_tudo ru=Принять_все
decline zh=拒绝 ja=拒否する ko=거부 it=Rifiuta pt=Recusar ru=Отклонить
copy zh=复制 ja=コピー ko=복사 it=Copia pt=Copiar ru=Копировать
undo zh=撤销 ja=元に戻す ko=실행_취소 it=Ripristina pt=Desfazer ru=Вернуть
call zh=拨打电话 ja=電話する ko=전화 it=Chiama pt=Ligar ru=Позвонить
reply zh=回复 ja=返信 ko=답장 it=Rispondi pt=Responder ru=Ответить
map zh=查看路线 ja=ルート ko=길찾기 it=Indicazioni pt=Ver_no_mapa ru=Маршрут
more zh=查看更多 ja=もっと見る ko=더보기 it=Scopri_di_più pt=Saiba_mais ru=Подробнее
book zh=立即预订 ja=予約する ko=예약하기 it=Prenota pt=Reservar ru=Забронировать
later zh=以后再说 ja=後で ko=나중에 it=Più_tardi pt=Mais_tarde ru=Позже
play zh=播放 ja=再生 ko=재생 it=Riproduci pt=Reproduzir ru=Слушать
home zh=首页 ja=ホーム ko=홈 it=Pagina_iniziale pt=Início ru=Главная
profile zh=我的账户 ja=マイページ ko=내_계정 it=Il_mio_account pt=Minha_conta ru=Мой_профиль
language zh=语言 ja=言語 ko=언어 it=Lingua pt=Idioma ru=Язык
unsubscribe zh=取消订阅 ja=配信停止 ko=수신_거부 it=Disiscriviti pt=Cancelar_inscrição ru=Отписаться
export zh=导出 ja=書き出し ko=내보내기 it=Esporta pt=Exportar ru=Экспорт
zoom zh=放大 ja=拡大 ko=확대 it=Ingrandisci pt=Ampliar ru=Увеличить
"""
"""By the names above, what they say in languages that have no purposes here; ``_`` is a space."""


def _controls() -> tuple[Field, ...]:
    by_name = {field.name: field for field in _SAID}
    for line in _ELSEWHERE.strip().splitlines():
        name, *labels = line.split()
        for language, _, label in (part.partition("=") for part in labels):
            by_name[name].wordings[language] = Wording((label.replace("_", " "),), (), "word")
    return _SAID


CONTROLS = _controls()
