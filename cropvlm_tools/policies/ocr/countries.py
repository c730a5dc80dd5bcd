"""Names of countries: English ones, common German, French and Spanish ones, some of the past among them."""

from __future__ import annotations

# ruff: noqa: SIM905

COUNTRIES = frozenset(
    " ".join(name.split())
    for name in """
    afghanistan, agypten, albania, alemania, algeria, algerie, allemagne, andorra, angleterre, angola, argelia,
    argentina, argentine, argentinien, armenia, australia, australie, australien, austria, autriche, azerbaijan,
    bahamas, bahrain, bangladesh, barbados, belarus, belgica, belgien, belgique, belgium, belize, benin, bhutan,
    bolivia, bosnia, botswana, brasil, brasilien, brazil, bresil, brunei, bulgaria, bulgarien, burkina faso, burma,
    burundi, cambodia, cameroon, cameroun, camerun, canada, cape verde, chad, chile, chili, china, chine, colombia,
    colombie, comoros, congo, corea, coree, costa rica, cote d ivoire, croacia, croatia, croatie, cuba, cyprus, czech
    republic, czechia, czechoslovakia, danemark, denmark, deutschland, dinamarca, djibouti, dominica, dominican
    republic, ecuador, ee uu, egipto, egypt, egypte, el salvador, england, eritrea, escocia, eslovaquia, eslovenia,
    espagne, espana, estados unidos, estonia, eswatini, etats unis, ethiopia, fiji, filipinas, finland, finlande,
    finlandia, finnland, france, francia, frankreich, gabon, gambia, georgia, germany, ghana, great britain, grece,
    grecia, greece, greenland, grenada, griechenland, grossbritannien, guatemala, guinea, guyana, haiti, honduras,
    hong kong, hongrie, hungary, hungria, iceland, inde, india, indien, indonesia, indonesie, indonesien, inglaterra,
    iran, iraq, ireland, irland, irlanda, irlande, island, islande, islandia, israel, italia, italie, italien, italy,
    ivory coast, jamaica, japan, japon, jordan, kanada, kazakhstan, kenia, kenya, kiribati, kolumbien, korea, kosovo,
    kroatien, kuwait, kyrgyzstan, laos, latvia, lebanon, lesotho, liberia, libya, liechtenstein, lithuania,
    luxembourg, luxemburg, macedonia, madagascar, malawi, malaysia, maldives, mali, malta, maroc, marokko, marruecos,
    mauritania, mauritius, mexico, mexiko, mexique, micronesia, moldova, monaco, mongolia, montenegro, morocco,
    mozambique, myanmar, namibia, nauru, nepal, netherlands, neuseeland, new zealand, nicaragua, niederlande, niger,
    nigeria, northern ireland, noruega, norvege, norway, norwegen, nouvelle zelande, nueva zelanda, oman, osterreich,
    paises bajos, pakistan, palau, palestine, panama, papua new guinea, paraguay, pays bas, perou, peru, philippines,
    poland, polen, pologne, polonia, portugal, puerto rico, qatar, reino unido, republica dominicana, romania,
    roumanie, royaume uni, rumania, rumanien, rusia, russia, russie, russland, rwanda, samoa, san marino, saudi
    arabia, schweden, schweiz, scotland, senegal, serbia, seychelles, sierra leone, singapore, slovakia, slovaquie,
    slovenia, slovenie, slowakei, slowenien, solomon islands, somalia, south africa, spain, spanien, sri lanka,
    sudafrica, sudafrika, sudan, suecia, suede, suisse, suiza, suriname, sweden, switzerland, syria, tailandia,
    taiwan, tajikistan, tanzania, tchequie, thailand, thailande, togo, tonga, trinidad, tschechien, tunez, tunisia,
    tunisie, turkei, turkey, turkiye, turkmenistan, turquia, turquie, tuvalu, u a e, u k, u s, u s a, u s s r, uae,
    ucrania, uganda, uk, ukraine, ungarn, united arab emirates, united kingdom, united states, uruguay, usa, ussr,
    uzbekistan, vanuatu, vatican, venezuela, vereinigte staaten, vereinigtes konigreich, viet nam, vietnam, wales,
    yemen, yugoslavia, zambia, zimbabwe
    """.split(",")
)
"""Normalised (``question.normalise``)."""

_MOST_WORDS = max(len(name.split()) for name in COUNTRIES)


def names_country(words: list[str]) -> bool:
    """Whether the words of a normalised line hold the name of a country."""
    return any(
        " ".join(words[start : start + count]) in COUNTRIES
        for start in range(len(words))
        for count in range(1, _MOST_WORDS + 1)
    )
