"""Durations as Azure writes them."""


def duration(seconds: float) -> str:
    """As Azure writes it: P4D, PT1M30S; it would tell another spelling in its own."""
    whole, rest = divmod(seconds, 60)
    minutes = int(whole)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    date = f"{days}D" if days else ""
    time = "".join(f"{count:g}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if count)
    return f"P{date}{'T' + time if time else ''}"
