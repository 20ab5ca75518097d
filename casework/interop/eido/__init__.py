"""NENA EIDO (STA-021.1b): one emergency incident as another agency tells it, in one JSON document.

`strict_json` reads the text, `document` its components and their links, `locations` and `persons` what stands in
them, `reading` puts it together for `casework.actions.documents`, `files` takes many of them in.
"""
