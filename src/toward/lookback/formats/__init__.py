"""One file a format. Each has `FORMAT`, `recognises(head)` and `read(data, date_order=…, zone=…, progress=…)`."""
