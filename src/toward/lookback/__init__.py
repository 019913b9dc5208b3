"""An exported chat, read in memory: messages → days in touch → rituals → what faded, and when. Pure, no files, no clock."""
