"""The whole platform on one machine: real servers, eight processes, one command."""
