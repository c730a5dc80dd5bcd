"""Advertising contracts, insurance, accounts, loans, tenancy."""

TABLES = {
    "contract": """
= advertiser company
en Advertiser; Advertiser Name; Client; Advertiser / Client | Whose products are promoted?; Which firm is advertising?
en | Who places the spots?
de Werbekunde; Auftraggeber | Wer wirbt hier?
= agency company
en Agency; Agency Name; Buying Agency; Media Agency | Which firm bought the time on the advertiser's behalf?
en | Who books the media?
de Agentur; Mediaagentur | Wer hat die Werbezeit gebucht?
= flight_start date
en Flight Start Date; Start Date; Flight From; Begins; Air Start | When do the advertisements start running?
en | From which day are the spots on air?
de Kampagnenbeginn; Start | Wann beginnt die Werbung?
= flight_end later
en Flight End Date; End Date; Flight To; Ends; Air End | When do the ads stop?; Until which day do the spots run?
de Kampagnenende; Ende | Wann endet die Werbung?
= contract~contract digits
en Contract #; Contract No.; Contract / Revision; Contract Number; Order # | Under what number was the agreement made?
en | number of the deal
de Vertragsnr. | Welche Nummer hat der Vertrag?
= station one:WKLM/KRTV/WBQA-TV/KNOX-FM/WXDE/KZPR/WTOL-HD
en Station; Property; Call Letters; Call Sign | Which broadcaster airs it?; On what channel does it run?
de Sender | Auf welchem Sender läuft es?
= market city
en Market; DMA; Sales Region; Service Area | Which area is reached?; In what town is the audience?
= executive person
en Account Executive; AE; Sales Executive; Salesperson | Who handles the account at the station?
= buyer person
en Buyer; Buyer Name; Media Buyer; Agency Buyer | Who bought the air time?
= demo one:A25-54/W18-49/P12+/M35-64/Adults 35+/HH
en Demographic; Demo; Target Audience; Primary Demo | At which age group is it aimed?; Whom should the spots reach?
= spots count
en Total Spots; Spots; # of Spots; Total Units; Spot Count | How many times is the commercial shown?
en | How many ads were ordered?
de Anzahl Spots | Wie oft wird der Spot gezeigt?
= gross bigmoney
en Gross Amount; Gross Total; Total Gross; Gross Billing | What is the price before commission?
en | What is it without deducting the commission?
= net bigmoney
en Net Amount; Net Due; Total Net; Net Total | How much is left after commission?; What has the station coming?
= commission percent
en Agency Commission; Comm. %; Commission; Agency Comm | What share does the agency keep?; What cut goes to the agency?
= product title
en Product; Product Desc; Product/Brand; Brand | What is being advertised?; Which article do the spots praise?
= estimate digits
en Estimate #; Estimate; Est. No.; Estimate Number | Which estimate does this go back to?
= billing_cycle one:EOM/EOC/Broadcast/Calendar/Weekly/Monthly
en Billing Cycle; Bill Cycle; Billing Calendar; Billing Type | How often is it billed?
en | In what rhythm do invoices go out?
= revision int
en Revision; Rev #; Mod; Version; Revision No. | Which version of the agreement is it?
= ordered date
en Order Date; Original Date; Entered; Date of Order; Original Date / Revision | When was the time booked?
en | On which day was the order placed?
= length one::30/:15/:60/:10
en Length; Spot Length; Duration; Len | How long is one commercial?
= daypart one:M-F 6a-10a/Sa-Su 7p-11p/M-Su 5p-12m/Prime/Late News
en Daypart; Times; Day/Time | In what part of the day is it shown?
= rate money
en Rate; Spot Rate; Unit Price; Rate per Spot | What does one airing cost?
= separation int
en Advertiser Sep; Separation; Product Separation | How many minutes must lie between two spots?
= special sentence
en Special Handling; Remarks; Comments; Notes | What has to be observed in particular?
= printed stamp
en Print Date; Printed; Print Date/Time; Run Date | When was this sheet put out by the printer?
= election date
en Election Date; Event Date | When are the polls?; On which day do people vote?
= office one:Governor/US Senate/Mayor/State House/School Board/Sheriff
en Office Sought; Office; Race | For what post does the candidate run?
= candidate person
en Candidate; Candidate Name | Who is standing for election?
= treasurer person
en Treasurer; Committee Treasurer | Who keeps the committee's money?
= disclosure one:Yes/No/Pending/Accepted/Rejected
en Request Status; Accepted or Rejected; Disposition | What became of the request?
= rating percent
en Rating; GRP; TRP; Rtg | What audience rating is expected?
= co_op one:Y/N/Yes/No
en Co-op; Coop Advertising; Co-Op? | Is the cost shared with a partner?
= makegood int
en Makegoods; MG Spots; Make Goods | How many spots were replaced?
""",
    "finance": """
= policy longcode
en Policy No.; Policy Number; Contract Ref. | Under which number is the person insured?
en | What number does the insurer use?
de Versicherungsnr.; Policennummer | Unter welcher Nummer ist man versichert?
fr N° de police; Contrat n° | Quel est le numéro du contrat d'assurance ?
es N.º de póliza | ¿Qué número tiene el seguro?
= premium money
en Premium; Annual Premium; Monthly Premium | What does the insurance cost?; What does the insured pay for cover?
de Prämie; Beitrag | Was kostet die Versicherung?
= cover bigmoney
en Sum Insured; Coverage; Limit of Liability; Cover | Up to what sum does the insurer pay?
de Versicherungssumme; Deckung | Bis zu welcher Summe wird gezahlt?
= excess money
en Deductible; Excess; Own Share | What part of a loss does the insured bear?
de Selbstbehalt | Wie viel trägt man selbst?
= effective date
en Effective Date; Valid From; Cover Starts; Inception | From when does protection apply?
de Gültig ab; Beginn | Ab wann gilt der Schutz?
= expires later
en Expiry Date; Expires; Valid Until; Renewal Date | Until when does it hold?; When does it run out?
de Gültig bis; Ablauf | Wann läuft es ab?
fr Valable jusqu'au; Expire le | Jusqu'à quand est-ce valable ?
es Válido hasta; Caduca | ¿Cuándo caduca?
= insurer company
en Insurer; Underwriter; Insurance Company | Which company bears the risk?
= beneficiary person
en Beneficiary; Payable To | Who gets the money in case of death?
= opening bigmoney
en Opening Balance; Balance Forward; Previous Balance; Brought Forward | What was in the account at the start?
de Alter Saldo; Anfangsbestand | Wie viel war am Anfang auf dem Konto?
fr Ancien solde | Combien y avait-il au début ?
es Saldo anterior | ¿Cuánto había al principio?
= closing bigmoney
en Closing Balance; New Balance; Ending Balance; Current Balance | How much is there at the end?
en | What is in the account now?
de Neuer Saldo; Endbestand | Wie viel ist jetzt auf dem Konto?
fr Nouveau solde | Combien reste-t-il sur le compte ?
es Saldo actual; Nuevo saldo | ¿Cuánto queda en la cuenta?
= minimum money
en Minimum Payment; Min. Due; Minimum Amount Due | What is the least one has to pay?
= credit_limit bigmoney
en Credit Limit; Credit Line; Spending Limit | How far may the customer go into debt?
= apr percent
en APR; Interest Rate; Rate p.a.; Annual Percentage Rate | How expensive is the loan per year?
en | What interest is charged?
de Zinssatz; Sollzins | Wie hoch sind die Zinsen?
fr Taux d'intérêt | Combien d'intérêts paie-t-on ?
es Tipo de interés | ¿Qué intereses se pagan?
= loan bigmoney
en Loan Amount; Principal; Amount Financed | How much was borrowed?
= instalment money
en Instalment; Monthly Payment; Repayment | What must be paid back each month?
de Rate; Monatsrate | Wie viel zahlt man jeden Monat?
= term minutes
en Term; Loan Term; Duration | For how long does it run? | one:12 months/24 months/36 months/5 years/10 years
= sort pat:##-##-##/#########
en Sort Code; Routing No.; ABA; Bank Code | What number stands for the bank?
= cheque digits
en Check No.; Cheque No.; Check # | What is the number of the cheque?
= statement date
en Statement Date; Closing Date; As Of | Up to which day are bookings shown?
= rent money
en Monthly Rent; Rent; Rent pcm | What does the flat cost per month?; What does the tenant pay?
de Miete; Kaltmiete | Was kostet die Wohnung im Monat?
fr Loyer | Combien coûte le logement par mois ?
es Alquiler; Renta | ¿Cuánto se paga por la vivienda?
= landlord person
en Landlord; Lessor; Owner | To whom does the house belong?; Who lets the property?
de Vermieter; Eigentümer | Wem gehört die Wohnung?
= tenant person
en Tenant; Lessee; Occupant | Who lives in the rented rooms?
de Mieter | Wer wohnt zur Miete?
= rooms int
en Bedrooms; No. of Rooms; Rooms | How many rooms are there?
de Zimmer | Wie viele Räume hat es?
= area one:54 m²/820 sq ft/120 m²/1,450 sq ft/76 m²
en Floor Area; Living Area; Size | How large is the home?
de Wohnfläche | Wie groß ist die Wohnung?
= bond money
en Security Deposit; Bond; Rent Deposit | What is held back as a safeguard?
de Kaution | Wie viel wird hinterlegt?
= meter digits
en Meter No.; Meter Number; Meter ID | Which device measured the consumption?
de Zählernummer; Zähler-Nr. | Welches Gerät hat gemessen?
= reading count
en Present Reading; Current Reading; Meter Reading | What did the meter show last?
de Zählerstand; Stand neu | Was zeigte der Zähler?
= previous count
en Previous Reading; Last Reading | What did the meter show the time before?
= usage energy
en Usage; Consumption; kWh Used; Energy Used | How much power was consumed?
de Verbrauch | Wie viel wurde verbraucht?
fr Consommation | Combien a-t-on consommé ?
es Consumo | ¿Cuánto se consumió?
= tariff one:Economy 7/Flex/Standard/Green Plus/Night Saver/Fixed 12
en Tariff; Plan; Rate Plan | At which rate is the energy sold?
de Tarif | Nach welchem Preismodell wird abgerechnet?
""",
}
