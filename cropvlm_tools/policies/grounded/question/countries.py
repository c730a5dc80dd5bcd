"""Names of countries in English, German, French and Spanish (Unicode CLDR), some of the past among them."""

from __future__ import annotations

# ruff: noqa: SIM905

COUNTRIES = frozenset(
    " ".join(name.split())
    for name in """
    afganistan, afghanistan, afrique du sud, agypten, albania, albanie, albanien, alemania, algeria, algerie,
    algerien, allemagne, andorra, andorre, angleterre, angola, antigua barbuda, antigua et barbuda, antigua und
    barbuda, antigua y barbuda, aquatorialguinea, arabia saudi, arabie saoudite, argelia, argentina, argentine,
    argentinien, armenia, armenie, armenien, aserbaidschan, athiopien, australia, australie, australien, austria,
    autriche, azerbaidjan, azerbaijan, azerbaiyan, bahamas, bahrain, bahrein, banglades, bangladesch, bangladesh,
    barbade, barbados, barein, belarus, belgica, belgien, belgique, belgium, belice, belize, benin, bermuda,
    bhoutan, bhutan, bielorrusia, bielorussie, bolivia, bolivie, bolivien, bosnia, bosnia herzegovina, bosnia y
    herzegovina, bosnie, bosnie herzegovine, bosnien, bosnien und herzegowina, botsuana, botswana, brasil,
    brasilien, brazil, bresil, brunei, bulgaria, bulgarie, bulgarien, burkina faso, burma, burundi, butan, cabo
    verde, cambodge, cambodia, camboya, cameroon, cameroun, camerun, canada, cap vert, cape verde, catar, central
    african republic, ceylon, chad, chequia, chile, chili, china, chine, chipre, chypre, ciudad del vaticano,
    colombia, colombie, comoras, comores, comoros, congo, corea, corea del norte, corea del sur, coree, coree du
    nord, coree du sud, costa rica, cote d ivoire, croacia, croatia, croatie, cuba, cyprus, czech republic, czechia,
    czechoslovakia, danemark, denmark, deutschland, dinamarca, djibouti, dominica, dominican republic,
    dominikanische republik, dschibuti, dutch east indies, ecosse, ecuador, ee uu, egipto, egypt, egypte, el
    salvador, emiratos arabes unidos, emirats arabes unis, england, equateur, equatorial guinea, eritrea, erythree,
    escocia, eslovaquia, eslovenia, espagne, espana, estados unidos, estland, estonia, estonie, esuatini, eswatini,
    etats unis, ethiopia, ethiopie, etiopia, faroe islands, fidji, fidschi, fiji, filipinas, finland, finlande,
    finlandia, finnland, fiyi, france, francia, frankreich, gabon, gabun, gambia, gambie, georgia, georgie,
    georgien, germany, ghana, great britain, grece, grecia, greece, greenland, grenada, griechenland, groenland,
    groenlandia, gronland, grossbritannien, guatemala, guinea, guinea bisau, guinea bissau, guinea ecuatorial,
    guinee, guinee bissau, guinee equatoriale, guyana, haiti, honduras, hong kong, hongkong, hongrie, hungary,
    hungria, iceland, iles marshall, iles salomon, inde, india, indien, indonesia, indonesie, indonesien,
    inglaterra, irak, iran, iraq, ireland, irland, irlanda, irlande, islande, islandia, islas marshall, islas
    salomon, israel, italia, italie, italien, italy, ivory coast, jamaica, jamaika, jamaique, japan, japon, jemen,
    jordan, jordania, jordanie, jordanien, jugoslawien, kambodscha, kamerun, kanada, kasachstan, katar, kazajistan,
    kazakhstan, kenia, kenya, kirghizstan, kirgisistan, kirguistan, kiribati, kolumbien, komoren, kongo, korea,
    kosovo, koweit, kroatien, kuba, kuwait, kyrgyzstan, laos, latvia, lebanon, lesotho, lesoto, letonia, lettland,
    lettonie, liban, libano, libanon, liberia, libia, libya, libye, libyen, liechtenstein, litauen, lithuania,
    lituania, lituanie, luxembourg, luxemburg, luxemburgo, macedoine du nord, macedonia, macedonia del norte,
    madagascar, madagaskar, malaisie, malasia, malaui, malawi, malaysia, maldivas, maldives, malediven, mali, malta,
    malte, maroc, marokko, marruecos, marshall islands, marshallinseln, mauretanien, mauritania, mauritanie,
    mauritius, mexico, mexiko, mexique, micronesia, micronesie, mikronesien, moldavia, moldavie, moldova, monaco,
    mongolei, mongolia, mongolie, montenegro, morocco, mosambik, mozambique, myanmar, namibia, namibie, nauru,
    nepal, netherlands, neuseeland, new zealand, nicaragua, niederlande, niger, nigeria, nordirland, nordkorea,
    nordmazedonien, north korea, north macedonia, northern ireland, noruega, norvege, norway, norwegen, nouvelle
    zelande, nueva zelanda, oman, osterreich, ouganda, ouzbekistan, paises bajos, pakistan, palaos, palau,
    palestine, panama, papouasie nouvelle guinee, papua neuguinea, papua new guinea, papua nueva guinea, paraguay,
    pays bas, pays de galles, perou, persia, peru, philippinen, philippines, poland, polen, pologne, polonia, porto
    rico, portugal, prussia, puerto rico, qatar, reino unido, republica centroafricana, republica democratica del
    congo, republica dominicana, republik moldau, republique centrafricaine, republique dominicaine, rhodesia,
    romania, roumanie, royaume uni, ruanda, rumania, rumanien, rusia, russia, russie, russland, rwanda, sahara
    occidental, saint christophe et nieves, saint marin, saint vincent et les grenadines, salomonen, sambia, samoa,
    san cristobal y nieves, san marino, san vicente y las granadinas, santo tome y principe, sao tome et principe,
    sao tome principe, sao tome und principe, saudi arabia, saudi arabien, schottland, schweden, schweiz, scotland,
    senegal, serbia, serbie, serbien, seychellen, seychelles, siam, sierra leona, sierra leone, simbabwe, singapore,
    singapour, singapur, siria, slovakia, slovaquie, slovenia, slovenie, slowakei, slowenien, solomon islands,
    somalia, somalie, soudan, soudan du sud, south africa, south korea, south sudan, soviet union, sowjetunion,
    spain, spanien, sri lanka, st vincent und die grenadinen, sudafrica, sudafrika, sudan, sudan del sur, sudkorea,
    sudsudan, suecia, suede, suisse, suiza, surinam, suriname, sweden, switzerland, syria, syrie, syrien,
    tadjikistan, tadschikistan, tailandia, taiwan, tajikistan, tansania, tanzania, tanzanie, tayikistan, tchad,
    tchecoslovaquie, tchequie, thailand, thailande, timor leste, timor oriental, togo, tonga, trinidad, trinidad
    tobago, trinidad und tobago, trinidad y tobago, trinite et tobago, tschad, tschechien, tschechoslowakei,
    tunesien, tunez, tunisia, tunisie, turkei, turkey, turkiye, turkmenistan, turquia, turquie, tuvalu, u a e, u k,
    u s, u s a, u s s r, uae, ucrania, udssr, uganda, uk, ukraine, ungarn, union sovietica, union sovietique, united
    arab emirates, united kingdom, united states, urss, uruguay, usa, usbekistan, ussr, uzbekistan, vanuatu,
    vatican, vatican city, vatikanstadt, venezuela, vereinigte arabische emirate, vereinigte staaten, vereinigtes
    konigreich, viet nam, vietnam, wales, western sahara, westsahara, yemen, yibuti, yougoslavie, yugoslavia, zaire,
    zambia, zambie, zentralafrikanische republik, zimbabue, zimbabwe, zypern
    """.split(",")
)
"""Normalised (``question.normalise``)."""

_MOST_WORDS = max(len(name.split()) for name in COUNTRIES)
_STATES = ("new mexico", "new england")
"""They hold the name of a country and are none."""


def names_country(words: list[str]) -> bool:
    """Whether the words of a normalised line hold the name of a country; "island" is one (German) when alone."""
    if words == ["island"]:
        return True
    text = " ".join(words)
    for state in _STATES:
        text = text.replace(state, " | ")
    words = text.split()
    return any(
        " ".join(words[start : start + count]) in COUNTRIES
        for start in range(len(words))
        for count in range(1, _MOST_WORDS + 1)
    )
