# SPDX-License-Identifier: Apache-2.0
"""The numbers of the search: what each weighs, bounds or costs.

A weight or part has no unit and lies between 0 and 1 unless it says otherwise; lengths are counted
in characters, or in syllables where it says so. They were set by hand against 50 tagged questions
and further ones that the author of the rules had not seen; docs/search.md shows what each is worth:
the score when it is a fifth smaller or larger, measured by ``make guards``.
"""

from __future__ import annotations

# -- What a text of an entry says for it -----------------------------------------------------------

#: The name itself; a further name of the same; the name of the result; the name of a bundle's member.
NAME_WEIGHT = 1.0
ALIAS_WEIGHT = 0.97
RESULT_WEIGHT = 0.85
MEMBER_WEIGHT = 0.5
#: A later change (注销, 变更) belongs to the first licence whose stem begins its own; a stem shorter
#: than this leads to the very same stem only.
SHORT_STEM = 4
#: How much less a word for the first licence means its later change.
LATER_CHANGE = 0.8
#: Changes of one licence; a family larger than this is none.
FAMILY_MOST = 40
#: How much less each further meaning of a synonym counts, down to the least.
NEXT_MEANING = 0.06
LEAST_MEANING = 0.5
#: A meaning that names only a part of an entry's name.
PART_MEANING = 0.9
#: A pair of characters that every entry has still says this much; one that a single entry has says 1.
LEAST_RARITY = 0.12

# -- How well a piece of the question is met by a text ---------------------------------------------

#: A place whose neighbours stand in a name with another character between them.
SLIPPED_PLACE = 0.6
#: By sound: whether both syllables are the same, whether one of the characters is.
HEARD_ALL_RIGHT = 0.8
HEARD_ONE_RIGHT = 0.65
HEARD_NONE_RIGHT = 0.5
#: Two neighbours that changed places.
SWAPPED_PAIR = 0.75
#: A single character that more than this part of the entries have says nothing alone.
COMMON_LETTER = 1 / 8
#: The least part of the question that single characters must meet before an entry is looked at.
LETTER_SHARE = 0.3

# -- Words that people say -------------------------------------------------------------------------

#: A word written by ear; its longest, and how many of its characters must be right.
HEARD_WORD = 0.85
HEARD_LONGEST = 6
HEARD_RIGHT = 2
#: So many characters may stand between a verb and its thing; how sure that is.
PARTED_GAP = 4
PARTED_WORD = 0.9
#: All places of a weak word together; a part of a longer word.
WEAK_WORD = 0.8
WITHIN_WORD = 0.8

# -- How much each place of a question weighs ------------------------------------------------------

#: A place that nothing in the catalogue meets: beside a known word, and without one.
UNKNOWN_PLACE = 0.6
STRANGE_PLACE = 1.0
#: A letter of a Latin word; a place of a word that no window deals with.
FOREIGN_LETTER = 0.3
OUTSIDE_PLACE = 2.5
#: Beyond so much weight that is unknown, more of it weighs only this part: a story, not a wish.
STORY_WEIGHT = 4.0
STORY_PART = 0.2

# -- What is added to the part of the question that an entry meets ---------------------------------

#: What the met part of the question is multiplied by; the rest of 1 is left to what is added.
MET_FACTOR = 0.74
#: How much of the entry's own name the question names.
NAMED_BONUS = 0.2
#: The question is the name; it is a word for the entry; the name begins with it.
EXACT_BONUS = 0.3
SAID_BONUS = 0.12
STARTS_BONUS = 0.05
#: It can be applied for here; it is a later change that the question does not name (taken away).
OWN_BONUS = 0.05
CHANGE_MALUS = 0.1

# -- What is shown ---------------------------------------------------------------------------------

#: An entry that meets a smaller part of the question is not shown.
ENOUGH_SHARE = 0.58
#: The same where a clear synonym carries a long question.
ENOUGH_WITH_SYNONYM = 0.28
#: A synonym of so many characters carries any question.
CLEAR_SYNONYM = 3.5
#: A score below this part of the best one (counted as at most so good) is noise.
TAIL_PART = 0.55
GOOD_SCORE = 0.8
#: Entries weighed, and looked at closely: bounds of the work, not of the quality.
WEIGHED = 120
LOOKED_AT = 24

# -- Latin letters: English, pinyin, first letters -------------------------------------------------

#: English: words of the longest phrase; what an unknown word weighs; the part that must be known.
LONGEST_PHRASE = 4
UNKNOWN_WORD = 0.8
ENOUGH_WORDS = 0.5
#: Shorter words are not mended; how like a known word a mended one must be.
LEAST_TO_MEND = 5
ALIKE = 0.84
#: Pinyin: the part of the syllables that must be met; a pair that only nearly sounds so; a word that
#: people say; syllables of the longest such word.
ENOUGH_SYLLABLES = 0.7
NEARLY_SOUNDING = 0.85
SAID_BY_SYLLABLES = 0.97
LONGEST_WORD = 6
#: What each syllable takes away by which a name is longer than the question, and how many count.
LONGER_BY_SYLLABLE = 0.02
SYLLABLES_COUNTED = 15
#: First letters: the fewest; a word that people say.
INITIALS_LEAST = 2
SAID_BY_INITIALS = 0.93
#: A name that begins with them, less so much for each letter it is longer, of so many.
BEGINS_WITH_INITIALS = 0.9
LONGER_BY_INITIAL = 0.01
INITIALS_COUNTED = 20
#: A name that holds them, more so much for each letter asked, of so many.
HOLDS_INITIALS = 0.6
PER_INITIAL = 0.02
INITIALS_ASKED = 8

# -- Characters for typed syllables ----------------------------------------------------------------

#: Letters of the longest syllable; readings kept of one character.
LONGEST_SYLLABLE = 6
READINGS = 3
#: What two characters are worth beside each other: that names write so often, and for each further
#: time on a logarithmic scale; that only people say; that never stand together (a cost).
JOINT_BASE = 0.5
JOINT_GROWTH = 0.25
SAID_JOINT = 1.5
APART_COST = -3.0
#: A syllable that is only nearly right (a cost).
NEARLY_COST = -0.7
#: This part of the joints may be unheard of.
STRANGE_JOINTS = 0.34
#: Units of the longest question; paths kept; letters of a last syllable that may be half typed.
LONGEST_TYPED = 24
PATHS_KEPT = 10
HALF_TYPED = 5
