"""Forms about persons: registration, work, school; certificates; facts in letters."""

TABLES = {
    "person": """
= name~person1 person
en Name; Full Name; Applicant; Name of Applicant; Last, First Name | Who filled this in?; Who is applying?
en | Whose form is it?
de Name; Vor- und Nachname; Antragsteller | Wer hat das ausgefüllt?
fr Nom; Nom et prénom; Demandeur | Qui a rempli ceci ?
es Nombre; Nombre y apellidos; Solicitante | ¿Quién lo rellenó?
= birth birth
en Date of Birth; DOB; Birth Date; Born | When was the person born?; What is the birthday?
de Geburtsdatum; geb. am | Wann ist die Person geboren?
fr Date de naissance; Né(e) le | Quand la personne est-elle née ?
es Fecha de nacimiento | ¿Cuándo nació la persona?
= birthplace city
en Place of Birth; Birthplace | Where did the person come into the world?
de Geburtsort | Wo ist die Person geboren?
fr Lieu de naissance | Où la personne est-elle née ?
es Lugar de nacimiento | ¿Dónde nació?
= nationality country
en Nationality; Citizenship; Citizen of | Which passport does the person hold?; Of what state is this person a citizen?
de Staatsangehörigkeit; Nationalität | Welchen Pass hat die Person?
fr Nationalité | De quel pays est cette personne ?
es Nacionalidad | ¿De qué país es?
= sex one:M/F/Male/Female/X
en Sex; Gender | Is it a man or a woman?
de Geschlecht | Ist es ein Mann oder eine Frau? | one:m/w/d/männlich/weiblich
= marital one:Single/Married/Divorced/Widowed
en Marital Status; Civil Status | Does the person have a spouse?
de Familienstand | Ist die Person verheiratet? | one:ledig/verheiratet/geschieden
fr État civil; Situation de famille | La personne est-elle mariée ? | one:Célibataire/Marié/Veuf
es Estado civil | ¿Está casada la persona? | one:Soltero/Casada/Viudo
= address address
en Address; Home Address; Residence; Street Address; Mailing Address | Where does the person live?
en | To what place should mail go?
de Anschrift; Adresse; Wohnort | Wo wohnt die Person?
fr Adresse; Domicile | Où habite la personne ?
es Dirección; Domicilio | ¿Dónde vive?
= phone phone
en Phone; Telephone; Home Phone; Mobile; Daytime Phone | Under what number can one be rung up?
en | How can the person be called?
de Telefon; Mobil; Tel.-Nr. | Unter welcher Nummer ist man zu erreichen?
fr Téléphone; Portable | À quel numéro peut-on appeler ?
es Teléfono; Móvil | ¿A qué número llamar?
= fax phone
en Fax; Fax No.; Facsimile | To which number can pages be telecopied?
= email email
en E-mail; Email Address; E-Mail | To what address can one write electronically?
de E-Mail | Wohin kann man mailen?
fr Courriel; E-mail | Où écrire un courriel ?
es Correo electrónico | ¿A qué correo escribir?
= ssn pat:###-##-####/######-##-####
en SSN; Social Security No.; National ID; ID No. | Which number did the state assign to the person?
de Ausweisnr.; Sozialvers.-Nr. | Welche Nummer hat der Ausweis?
fr N° de sécurité sociale | Quel est le numéro de sécurité sociale ?
es DNI; NIF | ¿Qué número tiene el documento?
= passport pat:@########/@@#######
en Passport No.; Travel Document; Passport Number | Which number do the travel papers bear?
de Passnr.; Reisepass-Nr. | Welche Nummer hat der Pass?
= occupation one:Teacher/Nurse/Engineer/Clerk/Farmer/Carpenter/Driver/Accountant
en Occupation; Profession; Job Title; Trade | What does the person do for a living?
de Beruf | Was arbeitet die Person? | one:Lehrer/Pfleger/Ingenieur/Bäckerin
fr Profession | Quel est son métier ? | one:Infirmière/Ingénieur/Boulanger
es Profesión | ¿En qué trabaja? | one:Profesora/Ingeniero/Enfermero
= employer company
en Employer; Company; Name of Employer; Organization | For whom does the person work?
de Arbeitgeber; Firma | Bei wem arbeitet die Person?
fr Employeur | Chez qui travaille la personne ?
es Empresa; Empleador | ¿Para quién trabaja?
= salary bigmoney
en Salary; Annual Income; Gross Pay; Basic Salary | How much does the person earn?
de Gehalt; Einkommen | Wie viel verdient man?
fr Salaire | Combien gagne la personne ?
es Salario; Sueldo | ¿Cuánto gana?
= position title
en Position; Position Applied For; Post; Title | Which job is wanted?
= start date
en Start Date; Date of Hire; Joined; Employed Since | When did the person begin to work there?
de Eintrittsdatum | Seit wann arbeitet man dort?
= emergency person
en Emergency Contact; In Emergency Notify; Next of Kin | Who is to be told if something happens?
de Notfallkontakt | Wen ruft man im Notfall an?
= relation one:Mother/Brother/Spouse/Friend/Father/Aunt
en Relationship; Relation | How are the two people related?
= children int
en Dependents; No. of Children; Children | How many kids are there?
de Kinder; Anzahl Kinder | Wie viele Kinder sind es?
= guardian person
en Parent/Guardian; Guardian; Parent Name | Who is responsible for the minor?
= school one:Hillside High/St. Anne's/Riverbend College/Technical Institute/Oakwood Academy
en School; Institution; College; Last School Attended | Where did the person study?
= degree one:BSc/MA/Diploma/PhD/High School/MBA
en Degree; Qualification; Highest Degree | What did the studies end with?
= gpa score
en GPA; Grade; Final Mark; Result | How good were the marks?
de Note; Gesamtnote | Wie gut war das Ergebnis?
= student digits
en Student ID; Matric No.; Student No. | Under which number is the learner enrolled?
de Matrikelnr. | Welche Nummer hat der Student?
= teacher person
en Teacher; Instructor; Tutor; Class Teacher | Who teaches?
de Lehrer/in | Wer unterrichtet?
= course title
en Course; Course Title; Module; Subject | What is being taught?
= room code
en Room; Classroom; Room No. | Where is it held?
de Raum; Zimmer | Wo findet es statt?
= credits int
en Credits; Credit Hours; ECTS; Units | How many points is the class worth?
= supervisor person
en Supervisor; Manager; Reports To; Line Manager | Who is the boss?
de Vorgesetzter | Wer ist der Chef?
= employee digits
en Employee ID; Staff No.; Badge; Emp. No. | Which number identifies the worker?
de Personalnr. | Welche Nummer hat der Mitarbeiter?
= hours_worked int
en Hours Worked; Total Hours; Hours | How long was work done?
= hourly coins
en Hourly Rate; Pay Rate; Rate per Hour | What is one hour of work worth?
= leave int
en Days of Leave; Vacation Days; Leave Balance | How many free days are left?
de Urlaubstage; Resturlaub | Wie viele freie Tage gibt es?
= witness person
en Witness; Witnessed By; Attested By | Who was there at the signing?
= signed date
en Date Signed; Signature Date; Signed On | When was the signature given?
de Unterschrieben am | Wann wurde unterschrieben?
= reviewer person
en Approved By; Reviewed By; Authorised By; Checked By | Who gave permission?; Who gave the green light?
de Genehmigt von; Geprüft von | Wer hat zugestimmt?
fr Approuvé par; Vérifié par | Qui a donné son accord ?
es Aprobado por; Revisado por | ¿Quién dio el visto bueno?
= case code
en Case No.; File No.; Reference; Our Ref.; Dossier | Under what sign is the matter filed?
de Aktenzeichen; Unser Zeichen | Unter welchem Zeichen wird es geführt?
fr Référence; N° de dossier | Sous quelle référence est-ce classé ?
es Expediente; Referencia | ¿Bajo qué referencia está?
= received date
en Date Received; Received; Received On | When did the form come in?
de Eingang; Eingegangen am | Wann kam das Formular an?
fr Reçu le | Quand l'a-t-on reçu ?
es Recibido el | ¿Cuándo llegó?
= reason sentence
en Reason; Purpose; Reason for Request | Why is this being asked for?
= status one:Approved/Pending/Rejected/Open/Closed/In review
en Status; Decision; Outcome | What was decided?; How do things stand?
de Status; Entscheidung | Wie steht es darum? | one:Genehmigt/Offen/Abgelehnt
fr Statut; Décision | Où en est-on ? | one:Approuvé/En cours/Refusé
es Estado; Decisión | ¿Cómo está el asunto? | one:Aprobado/Pendiente/Rechazado
= urgency one:High/Low/Urgent/Normal/Critical
en Priority; Urgency | How pressing is it?
= languages one:English, French/German/Malay, English/Spanish
en Languages; Languages Spoken; Mother Tongue | What does the person speak?
= religion one:None/Buddhist/Catholic/Muslim/Hindu
en Religion; Faith | What does the person believe in?
= eye one:Brown/Blue/Green/Hazel/Grey
en Eyes; Eye Colour | Of what colour are the person's eyes?
""",
    "certificate": """
= holder~person1 person
en Awarded to; This certifies that; Presented to; Name of Holder; Granted to | Who gets the award?
en | Whom does it honour?; Who earned it?
de Verliehen an; Hiermit wird bescheinigt | Wer bekommt die Urkunde?
fr Décerné à; Nous certifions que | Qui reçoit le diplôme ?
es Otorgado a; Se certifica que | ¿Quién recibe el diploma?
= course title
en for completing; Course; Programme; has completed; in | What was completed?; For which achievement is it given?
de Kurs; Lehrgang | Was wurde abgeschlossen?
fr Formation; Cours | Quelle formation a été suivie ?
es Curso | ¿Qué se terminó?
= issued longdate
en Issued on; Date; Given on; Dated this; Date of issue | When was it handed out?; On which day was it awarded?
de Ausgestellt am; Datum | Wann wurde sie verliehen?
fr Délivré le; Fait le | Quand a-t-il été remis ?
es Expedido el; Fecha | ¿Cuándo se entregó?
= issuer company
en Issued by; Issuing Authority; Awarding Body; Organisation | Which body gives it?; Who confers it?
de Ausgestellt von | Wer verleiht sie?
fr Délivré par | Qui le délivre ?
es Expedido por | ¿Quién lo expide?
= number code
en Certificate No.; Certificate Number; Serial No.; Registry No. | Which number does it carry?
de Urkunde Nr.; Zertifikat-Nr. | Welche Nummer trägt sie?
fr Certificat n° | Quel numéro porte-t-il ?
es Certificado n.º | ¿Qué número lleva?
= grade score
en Grade; Result; with a score of; Mark | With what success?; How well did the person do?
= director person
en Director; President; Chairman; Principal; Head of School | Who stands at the top of the institution?
en | Who signed on the left?
de Direktor; Leiterin; Präsident | Wer leitet das Haus?
fr Directeur; Présidente | Qui dirige l'établissement ?
es Director; Presidenta | ¿Quién dirige la institución?
= instructor person
en Instructor; Trainer; Secretary; Registrar | Who taught it or kept the register?
= valid later
en Valid until; Expires on; Valid through | Until when may it be used?
= place city
en Place; Given at; Done at; Issued at | In which town was it written out?
de Ort | In welcher Stadt?
= duration one:40 hours/3 days/6 weeks/120 lessons/2 semesters
en Duration; Total hours; Length of training | How long did the training take?
= born birth
en Date of birth; born on | When did the holder's life begin?
= standard one:ISO 9001:2015/EN 14001/BS 5839/ISO 27001
en Standard; in accordance with; Norm | Which norm is fulfilled?
= father person
en Father's Name; Father; Name of Father | Who is the dad?
= mother person
en Mother's Name; Mother; Maiden Name of Mother | Who is the mum?
= registrar digits
en Entry No.; Folio; Register No. | Where in the book of records is it entered?
""",
    "letter": """
= sender person
en From; Signed; Writer; Sender; Signatory | Who wrote the letter?; Whose signature is under it?
en | Who sent it?
de Absender; Unterzeichner | Wer hat den Brief geschrieben?
fr Expéditeur; Signataire | Qui a écrit la lettre ?
es Remitente; Firmante | ¿Quién escribió la carta?
= recipient person
en To; Addressee; Attention; Attn. | To whom is it written?; Who should read this letter?
de An; Empfänger | An wen ist der Brief gerichtet?
fr À l'attention de; Destinataire | À qui la lettre est-elle adressée ?
es A la atención de; Destinatario | ¿A quién va dirigida la carta?
= date longdate
en Date; Dated | When was the letter written?; On what day was it composed?
de Datum; Briefdatum | Wann wurde der Brief geschrieben?
fr Date; Date de la lettre | Quand la lettre a-t-elle été écrite ?
es Fecha; Fecha de la carta | ¿Cuándo se escribió la carta?
= subject title
en Subject; Re; RE; Regarding; Concerning | What is the letter about?; What is its topic?
de Betreff; Betr. | Worum geht es?
fr Objet | De quoi s'agit-il ?
es Asunto | ¿De qué trata?
= reference code
en Our ref.; Reference; Ref. No.; Your ref. | Under which sign should one reply?
de Unser Zeichen; Az. | Welches Zeichen soll man angeben?
fr Nos réf.; Référence | Quelle référence rappeler ?
es N/ref.; Referencia | ¿Qué referencia hay que indicar?
= copy person
en cc; Copy to; c.c. | Who else gets it?; Who receives a carbon copy?
= enclosure int
en Encl.; Enclosures; Attachments | How many sheets are added?
de Anlagen | Wie viele Beilagen gibt es?
= phone phone
en Tel.; Telephone; Direct line | How can the writer be rung up?
= company company
en Company; Organisation; Firm | On whose paper is it written?
= position one:Sales Manager/Secretary/Chief Engineer/Vice President/Head of Research
en Title; Position | What post does the writer hold?
= fax_pages int
en Pages; No. of pages; Pages incl. cover | How many sheets were faxed?
= approved person
en Approved; Cleared by; Authorised | Who let it go out?
""",
}
