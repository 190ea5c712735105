"""The authorities over registered bodies (监管): who acts for them, and in which words."""
