"""When the articles appeared, around the rounds of talks, and how much of them is under claims."""

MOST = 30  # articles of a chart; the table has all
_TIMELINE = """from istanbul_talks import load

load().to_pandas("articles")[["event", "id", "published_earliest", "published_latest"]]"""
_COVERED = """from istanbul_talks import load

load().to_pandas("claims").groupby(["article", "attribution"], dropna=False).size()"""
