from casework.web.drafts.keeping import TooLarge, drop, keep, keep_if_it_fits, read, show, url

__all__ = ["TooLarge", "drop", "keep", "keep_if_it_fits", "read", "show", "url"]
