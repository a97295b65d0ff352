"""Words of any script in Latin letters, near enough to be compared with words written so.

Small tables for alphabets; the letters of syllabaries and of the scripts of India are named by
Unicode for their sound ("DEVANAGARI LETTER KA", "HANGUL SYLLABLE DANG", "KATAKANA LETTER RO").
Chinese characters stay as they are: what they mean, or how they sound, is for the lexicon to say.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_ALPHABETS: Final = (
    "аa бb вv гg ґg дd еe ёe єie жzh зz иi іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh"
    " щshch ъ ыy ьэe эe юyu яya ђdj јj љlj њnj ћc џdz ѓg ќk ѕdz ўu әa ғg қk ңn өo ұu үu һh ҷj ҳh ӣi ӯu"
    " αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo"
    " اa أa إi آa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh وw"
    " يy ىa ةa ئy ؤw پp چch ژzh گg کk یy ہh ھh ے e ٹt ڈd ڑr ںn ےe ٱa"
    " אa בb גg דd הh וv זz חh טt יy כk ךk לl מm םm נn ןn סs עa פp ףp צts ץts קk רr שsh תt"
    " აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღgh ყq შsh ჩch ცts ძdz წts"
    " ჭch ხkh ჯj ჰh"
    " աa բb գg դd եe զz էe ըy թt ժzh իi լl խkh ծts կk հh ձdz ղgh ճch մm յy նn շsh ոo չch պp ջj ռr սs"
    " վv տt րr ցts ւw փp քk օo ֆf"
)
_LETTERS: Final = {
    **{one[0]: one[1:] for one in _ALPHABETS.split()},
    **dict.fromkeys("ьъءـーʻʼ", ""),
    "և": "ev",
    "ß": "ss",
    "ə": "a",
    "ŋ": "n",
}
_INDIC: Final = frozenset(
    "DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA MALAYALAM SINHALA MYANMAR"
    " KHMER".split()
)
_NASALS: Final = frozenset({"ANUSVARA", "CANDRABINDU", "BINDI", "TIPPI"})


def _part(char: str) -> tuple[str, str]:
    """Return a letter's sound, and what kind of letter it is: "consonant", "vowel", "mute" or ""."""
    known = _LETTERS.get(char)
    if known is not None:
        return known, ""
    words = unicodedata.name(char, "").split()
    if len(words) < 2:
        return char, ""
    script, last = words[0], words[-1].lower()
    if script in _INDIC:
        if words[-1] in _NASALS:
            return "n", ""
        if "VOWEL" in words:
            return last.replace("aa", "a").replace("ii", "i").replace("uu", "u"), "vowel"
        if "SIGN" in words:
            return "", "mute" if last in {"virama", "coeng", "asat"} else ""
        return last, "consonant" if last[-1:] == "a" and len(last) > 1 else ""
    if script in {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}:
        return ("" if "SMALL" in words and last == "tu" else last), ""
    if script == "HANGUL" or script == "ETHIOPIC":
        return last, ""
    if script in {"THAI", "LAO"}:
        return (
            words[3].lower() if "SARA" in words and len(words) > 3 else words[2][:1].lower()
        ), ""
    return char, ""


_known_part = lru_cache(maxsize=4_096)(_part)


@lru_cache(maxsize=65_536)
def latin(word: str) -> str:
    """Return a word, folded as `spelling.words` folds it, in Latin letters."""
    if word.isascii():
        return word
    out: list[str] = []
    inherent = False
    for char in word:
        sound, kind = _known_part(char)
        if kind in {"vowel", "mute"} and inherent and out:
            out[-1] = out[-1][:-1]
        out.append(sound)
        inherent = kind == "consonant"
    if inherent and len(out) > 1:
        out[-1] = out[-1][:-1]  # the last vowel of an Indian word is written and not spoken
    return "".join(out)
