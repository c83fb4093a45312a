"""Sound files: probing, decoding, checks, the phone's sound, the waveform."""
