"""What holds for all tests."""

import signal

# Whoever starts the tests in the background of a script has SIGINT ignored, which programs inherit:
# the ones that are tested must get a Ctrl-C all the same.
signal.signal(signal.SIGINT, signal.default_int_handler)
