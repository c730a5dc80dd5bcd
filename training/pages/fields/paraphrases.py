"""More ways to ask for common concepts in English, in other words than those they are printed under."""

from __future__ import annotations

_TABLE = """
total | What did everything together come to?; How much money changed hands in the end?
total | What must be handed over in all?; How big is the bottom line?
subtotal | What do the goods come to before anything is added?; What was it worth prior to levies?
subtotal | How much without the state's share?
tax | How much does the government take?; What share goes to the treasury?; How large is the levy on top?
cash | What did the shopper put on the counter?; How many notes and coins were given?
cash | With how much was it settled at the till?
change | What came back to the shopper?; How many coins did the buyer pocket again?; What was left over after paying?
discount | How much came off?; What was knocked off?; How much cheaper did it get?
day | On which day was that?; When did this happen?; Which day of the calendar is given?
time | At what o'clock?; How late was it?; What did the clock say?
receipt_no | What identifies this slip?; Under which digits can the purchase be looked up?
receipt_no | How is this transaction numbered?
cashier | Who took the money?; Which member of staff dealt with it?; Who was behind the counter?
table | Where were the diners seated?; Which spot in the dining room was it?
payment | How did they settle up?; Was it plastic or notes?; In which way was the money given?
card | Which plastic was used?; What are the last digits of the plastic?
items | How many things were bought?; How full was the basket?
points | What did the shopper collect for loyalty?; How many were added to the rewards?
taxid | How is the business known to the tax office?; Which number do the fiscal authorities use for the seller?
phone | Where can I call?; Which number do I dial?; How do I ring them?; What do I need to dial to reach them?
branch | At which of its places was this?; Where does the shop stand?
invoice_no | How is this bill numbered?; Which code do I quote when I pay the bill?; What is the bill's identifier?
invoice_date | When was this drawn up?; On what day did they charge it?; When did they bill us?
due | How long do I have to pay?; What is the last day for the money to arrive?; When must they have been paid?
customer | Whose bill is this?; Who is being charged?; Who bought these things?
ship_to | To which place does the parcel go?; Where will the goods turn up?; At whose door is it dropped?
supplier | Who wants the money?; Which firm sold this?; From whom were the goods bought?
order | Which purchase does this belong to?; Under what number did we ask for the goods?
customer_no | How does the seller file the buyer?; By which number do they know us?
shipping | What did it cost to get it here?; How much was charged for sending it?
deposit | What was paid in advance?; How much had been handed over beforehand?
iban | Where do I wire the money?; Which account shall it be transferred to?
period | Which weeks or months does it cover?; From when to when is this?
project | Which job is it for?; What undertaking was worked on?
policy | What identifies the cover?; Under which number is it insured?
insurer | Who carries the risk?; Which company would pay for damage?
opening | What was there to begin with?; How much money was there at first?
closing | What is left in the account?; How much money was there in the end?
interest | What does borrowing cost each year?; How dear is the money lent?
rent | What does living there cost?; How much is due for the flat each month?
landlord | Who lets it?; Whose house is it?
tenant | Who lives there for money?; Who took the flat?
meter | Which device counts?; What is the number of the counter on the wall?
usage | How much was burnt up?; How much was used?
contract | What number does the agreement have?; Under what sign was it agreed?
name | Who is this about?; Who is the person?; How is this person called?; Whose papers are these?
birth | When did this person come into the world?; How old is the person, going by the day of birth?
birth | On what day is the birthday?
birthplace | In which town did life begin?; Where did the mother give birth?
nationality | Which state does the person belong to?; From which land does the person come?; Whose citizen is this?
sex | Man or woman?; Is the person male or female?
marital | Is there a husband or wife?; Single or wedded?
address | Where is home?; Where do letters reach the person?; In which street is the place?
email | Where do I write online?; To which mailbox may I send a message?
idno | Which number does the state know the person by?; What are the digits of the identity document?
passport | What number do the border guards note down?; How is the travel document numbered?
occupation | How does the person earn a living?; What kind of work is done by the person?
employer | Who pays the wages?; Where does the person work?
salary | What is the pay?; How much does the job bring in?
case | How is the matter filed?; What should I quote when I write back?
signed | When was it put in ink?; On which day did they sign?
status | How far has it got?; What came of it?; Was it granted?
guardian | Who looks after the child?; Which adult answers for the minor?
holder | Who earned the honour?; To whom was it handed?; Whose achievement is it?
issued | When was it made out?; On what day was it given out?
issuer | Who made it out?; Which institution stands behind it?
certificate_no | How is the document numbered?; Under which number is it registered?
valid | How long is it good for?; When does it run out?; Until when can I use it?
sender | Who is it from?; Who put it in the post?; Whose words are these?
recipient | Who is it meant for?; Who ought to read it?; Into whose hands does it go?
subject | What is it about?; What is the matter of the letter?
passenger | Who goes on the journey?; Who is allowed on board?; In whose name was the trip booked?
from | Where does one get on?; What place do we leave?; Where do we set out?
to | Where are we heading?; Where does one get off in the end?; What place is the goal of the trip?
flight | Which connection is it?; What plane or train do I take?
gate | Where do I go to get on the plane?; Through which door do we board?
seat | Where do I sit?; Which place on board is mine?
departs | When do we leave?; At what hour does it take off?; When must I be on my way?
arrives | When are we there?; At what hour do we land?; When does the journey end?
booking | With which code do I find the reservation?; How is the trip kept in their system?
fare | What did the trip cost?; How dear is the ride?
platform | Where does the train come in?; On which side of the station do I wait?
event | What is on?; What shall we see there?
starts | When does it begin?; When does the curtain rise?
tracking | How do I find out where the parcel is?; Which number follows the parcel?
gross | How heavy is the lot?; What do the scales show with everything on them?
pieces | How many boxes are there?; How many parcels were handed over?
plate | What is on the front and back of the car?; How is the car registered?
make | Who built the vehicle?; From which car maker is it?
mileage | How far has it gone?; How much is on the clock?
patient | Who is ill?; Who came to be treated?; Whose results are these?
doctor | Who treated the person?; Which medic is in charge?
medicine | What should be taken?; Which remedy was given?
net_weight | How much is inside?; How much of it do I get without the wrapping?
best | How long does it keep?; When does it go off?; When should I have eaten it?
made | When did it leave the factory?; When was it packed or produced?
lot | Which production run is it from?; What would they need to call the goods back?
maker | Whose product is it?; Which firm produces it?
origin | Which land does it come from?; Where on earth was it made?
energy | How fattening is it?; How many calories does it have?; How much does it nourish?
fat | How greasy is the food?; How much oil or butter is in it?
sugar | How sweet is the food?; How much sweet stuff is in it?
protein | How good is it for the muscles?; How much albumen is in it?
salt | How salty does it come?; How much sodium chloride is in it?
price | What do they want for it?; How dear is it?; What would I pay for it?
serial | Which number is unique to this very piece?; How is this single device told from its sisters?
model | Which type is it?; What is the device sold as?
version | Which release is this?; How new is the program?
memory | How full is the drive?; How much room is taken up?
battery | How long will it last by its charge?; How much juice is left?
revenue | What did the firm take?; How much came in?
orders | How often did people buy?; How many purchases came in?
visitors | How many people looked in?; How large was the crowd?
profit | What did they make on it?; What stayed with the company?
temperature | How warm is it?; What does the thermometer show?
meeting | When did they sit together?; On which day did they meet?
chair | Who led the round?; Who presided?
budget | How much may be spent?; What money is planned for it?
published | When did it come out?; When was it made public?
deadline | When must it be finished?; What is the last day for it?
employees | How many people work there?; How big is the workforce?
contact | Whom do I turn to?; Who answers my questions?
author | Who wrote the book?; From whose pen is it?
title | What is the book called?; Under what name did the work come out?
publisher | Who brought the book out?; Which house printed it?
collector | Who picked it up in the field?; Who found the specimen?
found | On which day was it gathered in the field?; When did it come into the collection?
country | In which land was it found?; Whose soil did it come from?
"""


def paraphrases() -> dict[str, tuple[str, ...]]:
    """Questions by ``domain.name``."""
    from training.pages.tongues.concepts import CONCEPTS

    read: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.strip().splitlines():
        key, _, rest = line.partition("|")
        questions = tuple(part.strip() for part in rest.split(";"))
        for name in CONCEPTS[key.strip()].split():
            read[name] = read.get(name, ()) + questions
    return read
