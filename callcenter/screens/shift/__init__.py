"""Begin, breaks and end of a shift: sign-in, lock, sign-off."""
