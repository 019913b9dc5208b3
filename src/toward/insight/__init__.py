"""The one folder that looks at all the others: days and messages in, findings in words and pictures out."""
