"""Specimen and museum labels, laboratory sheets, library cards."""

TABLES = {
    "specimen": """
= collector person
en Coll.; Collector; leg.; Collected by; Legit | Who gathered the specimen?; Who found it?
en | Who picked it up in the field?
de Sammler; leg. | Wer hat es gesammelt?
fr Récolteur; Leg. | Qui l'a récolté ?
es Colector; Col.; Leg. | ¿Quién lo recogió?
= date longdate
en Date; Date collected; Collected; Coll. date | When was the specimen gathered?; On which day was it found?
en | When was it caught?
de Datum; Gesammelt am | Wann wurde es gefunden?
fr Date; Récolté le | Quand a-t-il été récolté ?
es Fecha; Fecha de colecta | ¿Cuándo se recogió?
= species species
en Species; Name; Det. as; Taxon; Scientific name | What is the organism called in science?
en | Which plant or animal is it?; the Latin name
de Art; Wiss. Name | Wie heißt die Art?
fr Espèce; Nom scientifique | Quel est le nom de l'espèce ?
es Especie; Nombre científico | ¿Qué especie es?
= family one:Carabidae/Rosaceae/Fagaceae/Apidae/Asteraceae/Noctuidae/Poaceae/Muridae
en Family; Fam. | To which family does it belong?
de Familie | Zu welcher Familie gehört es?
= locality place
en Locality; Loc.; Site; Place; Found at | Where was it collected?; From what place does the specimen come?
en | site of the find?
de Fundort; Ort | Wo wurde es gefunden?
fr Localité; Lieu | Où a-t-il été trouvé ?
es Localidad; Lugar | ¿Dónde se encontró?
= elevation elevation
en Elev.; Elevation; Altitude; Alt. | How high above the sea was it found?; At what height does the site lie?
de Höhe; Seehöhe | Wie hoch über dem Meer?
fr Altitude; Alt. | À quelle hauteur ?
es Altitud; Alt. | ¿A qué altura?
= coords coords
en Lat/Long; Coordinates; GPS; Position | Where exactly on the globe?; latitude and longitude?
de Koordinaten | Wo genau auf der Erde?
= habitat habitat
en Habitat; Ecology; Biotope; In | In what surroundings did it live?; On what kind of ground was it found?
de Biotop; Lebensraum | In welcher Umgebung lebte es?
fr Habitat; Milieu | Dans quel milieu ?
es Hábitat | ¿En qué ambiente vivía?
= museum museum
en Museum; Herbarium; Collection; Deposited in | Which institution keeps it?; In which house is the specimen held?
de Museum; Sammlung | Wo wird es aufbewahrt?
fr Musée; Herbier | Quelle institution le conserve ?
es Museo; Herbario | ¿Qué institución lo guarda?
= catalogue code
en Cat. No.; Catalogue No.; Accession No.; Specimen No.; Barcode | Under which number is it kept in the collection?
en | its number in the holdings
de Inv.-Nr.; Katalognr. | Unter welcher Nummer ist es verzeichnet?
fr N° d'inventaire | Quel numéro d'inventaire ?
es N.º de catálogo | ¿Qué número de catálogo?
= field_no code
en Field No.; Coll. No.; Collector's no. | Which number did the finder give it?
= determiner person
en Det.; Identified by; Determined by; Determinavit | Who named the species?; Who identified it?
de det.; Bestimmt von | Wer hat es bestimmt?
= sex one:Male/Female/♂/♀/juvenile/worker
en Sex; Stage | Is it a male or a female?
= country country
en Country; Nation | In which state was it found?
de Land | In welchem Staat?
fr Pays | Dans quel pays ?
es País | ¿En qué país?
= county region
en County; State; Province; District | In which part of the country?
= method one:pitfall trap/light trap/sweep net/hand net/Malaise trap/beating
en Method; Trap; Collecting method | How was it caught?
= host species
en Host; Ex; Host plant | On which plant did it sit?
= expedition title
en Expedition; Voyage; Project | During what journey was it gathered?
= prepared person
en Prep.; Preparator; Mounted by | Who prepared the specimen?
= type one:Holotype/Paratype/Isotype/Syntype/Lectotype
en Type status; Type | What standing does it have for the name?
= donor person
en Gift of; Donor; Presented by; Ex coll. | From whom did the museum get it?
= flower one:white/yellow/pale blue/purple/pinkish
en Flowers; Fl. | Of what colour are the blossoms?
= height length
en Height; Plant height; Total length | How tall was it?
= depth length
en Depth; Depth found | How far down was it found?
= formation one:Green River Fm./Morrison Fm./Solnhofen Lst./Burgess Shale/Hell Creek
en Formation; Horizon; Fm. | From which layer of rock does it come?
= epoch one:Eocene/Upper Jurassic/Devonian/Miocene/Late Cretaceous
en Age; Epoch; Period | How old is the fossil?
= abundance one:common/rare/occasional/frequent/scarce
en Abundance; Frequency | How often is it met with there?
""",
    "lab": """
= patient~person1 person
en Patient; Patient Name; Name of Patient; Pt. Name | Who was examined?; Who is ill?; Whose results are these?
de Patient; Name des Patienten | Wer wurde untersucht?
fr Patient; Nom du patient | Qui a été examiné ?
es Paciente; Nombre del paciente | ¿A quién se examinó?
= mrn digits
en MRN; Patient ID; Hospital No.; Chart No. | Under what number does the clinic keep the person?
de Patientennr. | Unter welcher Nummer wird man geführt?
= birth birth
en DOB; Date of Birth; Born | When was the patient born?
de Geb.-Datum; Geburtsdatum | Wann ist der Patient geboren?
fr Né(e) le; Date de naissance | Quand le patient est-il né ?
es Fecha de nacimiento; F. nac. | ¿Cuándo nació el paciente?
= doctor person
en Physician; Doctor; Attending; Referring Physician; Ordered By | Who treats the patient?
en | Which doctor asked for the test?
de Arzt; Behandelnder Arzt | Wer behandelt?
fr Médecin; Prescripteur | Qui est le docteur ?
es Médico | ¿Qué doctor lo pidió?
= sampled stamp
en Collected; Specimen Collected; Sample Taken; Drawn | When was the blood taken?
de Entnahme | Wann wurde die Probe genommen?
= reported date
en Reported; Report Date; Result Date | When were the findings given out?
de Befunddatum | Wann lag das Ergebnis vor?
= glucose lab
en Glucose; Blood Glucose; GLU | How much sugar was in the blood?
de Glukose; Blutzucker | Wie viel Zucker war im Blut?
fr Glycémie | Combien de sucre dans le sang ?
es Glucosa | ¿Cuánto azúcar había en la sangre?
= cholesterol lab
en Cholesterol; Total Cholesterol; CHOL | How high is the blood fat?
de Cholesterin | Wie hoch sind die Blutfette?
= haemoglobin lab
en Hemoglobin; Haemoglobin; HGB; Hb | How much of the red pigment was measured?
de Hämoglobin | Wie viel roter Blutfarbstoff?
= sodium lab
en Sodium; Na | How much of the salt ion Na was measured?
= creatinine lab
en Creatinine; CREA; S-Creatinine | What does the kidney value say?
= pressure ratio
en Blood Pressure; BP; RR | What pressure was measured in the arm?
de Blutdruck | Welcher Druck wurde gemessen?
= pulse one:62/71 bpm/84/95 bpm/58
en Pulse; Heart Rate; HR | How fast does the heart beat?
de Puls | Wie schnell schlägt das Herz?
= diagnosis one:Asthma/Anaemia/Hypertension/Type 2 diabetes/Fracture/Migraine/Otitis media
en Diagnosis; Impression; Dx | What is the person suffering from?; What did the doctor find?
de Diagnose | Woran leidet die Person? | one:Asthma/Bluthochdruck/Migräne/Grippe
fr Diagnostic | De quoi souffre la personne ? | one:Asthme/Grippe/Migraine
es Diagnóstico | ¿Qué enfermedad tiene? | one:Asma/Gripe/Migraña
= medicine one:Amoxicillin/Ibuprofen/Metformin/Lisinopril/Omeprazole/Salbutamol
en Medication; Drug; Rx; Medicine | What was prescribed?; What does the patient take?
de Medikament; Arznei | Was wurde verschrieben?
= dose one:500 mg/10 ml/2 tablets/20 mg/1 puff/5 mg
en Dose; Dosage; Strength | How much of it should be taken?
de Dosis | Wie viel soll man nehmen?
= frequency one:twice daily/every 8 hours/at bedtime/once a week/as needed
en Frequency; Take; Sig. | How often is it taken?
= allergies one:Penicillin/None known/Latex/Nuts/Pollen/Sulfa
en Allergies; Known Allergies; Allergic To | What can the patient not tolerate?
de Allergien | Was verträgt man nicht?
= ward one:3 West/ICU/A12/Surgery B/Maternity
en Ward; Unit; Department | Where in the hospital is the person?
= admitted date
en Admitted; Admission Date; Date of Admission | When did the person come to the hospital?
de Aufnahme | Wann kam man ins Krankenhaus?
= discharged later
en Discharged; Discharge Date | When was the person allowed home?
de Entlassung | Wann durfte man nach Hause?
= blood one:A+/O-/B+/AB+/O+
en Blood Type; Blood Group; ABO/Rh | Which group does the blood have?
de Blutgruppe | Welche Gruppe hat das Blut?
= body weight
en Weight; Body Weight; Wt. | How many kilos does the patient have?
= tall one:172 cm/5'8"/181 cm/1.65 m
en Height; Ht. | How tall is the patient?
= technician person
en Technician; Analyst; Performed By | Who carried the test out?
= method one:HPLC/ELISA/PCR/Photometry/Microscopy
en Method; Test Method; Assay | By what procedure was it measured?
= sample code
en Sample ID; Lab No.; Accession; Specimen ID | Which number has the tube?
= visit later
en Next Appointment; Next Visit; Follow-up | When should one come again?
de Nächster Termin | Wann soll man wiederkommen?
fr Prochain rendez-vous | Quand faut-il revenir ?
es Próxima cita | ¿Cuándo hay que volver?
= smoker one:Yes/No/Former/Never
en Smoker; Tobacco; Smoking Status | Does the person use cigarettes?
= viscosity one:1.2 mPa·s/350 cP/12 cSt/88 cP
en Viscosity; Visc. | How thick does the liquid flow?
= ph one:7.4/6.8/5.5/8.1
en pH; pH Value | How acid is it?
= moisture percent
en Moisture; Water Content | How damp is the sample?
= batch code
en Batch; Lot; Lot No. | From which production run is it?
""",
    "library": """
= author person
en Author; By; Written By | Who wrote it?
de Autor; Verfasser | Wer hat es geschrieben?
fr Auteur | Qui l'a écrit ?
es Autor | ¿Quién lo escribió?
= title title
en Title; Book Title; Work | What is the book called?
de Titel | Wie heißt das Buch?
fr Titre | Comment s'appelle le livre ?
es Título | ¿Cómo se llama el libro?
= isbn pat:978-#-##-######-#/978-####-###-##-#
en ISBN; ISBN-13 | Which book number was assigned?
= publisher company
en Publisher; Published By; Imprint | Which house brought it out?
de Verlag | Wo ist es erschienen?
fr Éditeur | Quelle maison l'a publié ?
es Editorial | ¿Quién lo publicó?
= year year
en Year; Published; Copyright; Year of Publication | When did it come out?
de Jahr; Erscheinungsjahr | Wann ist es erschienen?
fr Année; Parution | Quand est-il paru ?
es Año | ¿Cuándo salió?
= pages count
en Pages; Extent; No. of Pages | How long is the book?; How thick is the volume?
de Seiten; Umfang | Wie dick ist das Buch?
= shelf code
en Shelf Mark; Call No.; Location | Where on the shelves is it?
de Signatur | Wo steht das Buch?
= edition one:2nd/First/Revised/3rd ed./Paperback
en Edition; Ed. | In which printing is it?
= translator person
en Translator; Translated By | Who put it into another language?
= borrower person
en Borrower; Borrowed By; Reader | Who has taken the book home?
= return later
en Return By; Due Back; Date Due | When must it be brought back?
de Rückgabe bis | Wann muss es zurück?
= copies int
en Copies; Holdings | How many of them are there?
= language one:English/Latin/German/Welsh/Portuguese
en Language; Lang. | In what tongue is it written?
= subject word
en Subject; Topic; Keywords | What is it about?
= illustrator person
en Illustrator; Drawings; Illustrated By | Who made the pictures?
= volume int
en Vol.; Volume; Band | Which part of the series is it?
""",
}
