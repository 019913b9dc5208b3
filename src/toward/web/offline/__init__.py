"""What a phone needs to have the app on its first screen, and to say something kind where there is no network."""
