from casework.web.drafts.keeping import (
    TooLarge,
    drop,
    drop_of_everybody,
    keep,
    keep_if_it_fits,
    posted_mark,
    read,
    show,
    url,
)

__all__ = [
    "TooLarge",
    "drop",
    "drop_of_everybody",
    "keep",
    "keep_if_it_fits",
    "posted_mark",
    "read",
    "show",
    "url",
]
