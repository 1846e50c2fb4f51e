"""What runs on every machine: one file, agent.py, which cloud-init puts there whole."""
