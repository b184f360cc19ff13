"""What reads aloud: recorded prompts and espeak-ng, through ALSA."""
