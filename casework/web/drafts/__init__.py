from casework.web.drafts.keeping import TooLarge, drop, keep, read, show, url

__all__ = ["TooLarge", "drop", "keep", "read", "show", "url"]
