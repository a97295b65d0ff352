"""Pages for readers: templates, what they are filled with, and the files they load. No I/O but those."""
