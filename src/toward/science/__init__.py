"""What Toward knows: pure functions from days to findings. numpy alone; no clock, no files, no hidden chance."""
