"""The voice of the loudspeakers: texts made speakable, spoken, levelled and encoded; it knows no database and no device."""
