"""Made-up chats of two people in which it is known what they meant and when a habit changed."""
