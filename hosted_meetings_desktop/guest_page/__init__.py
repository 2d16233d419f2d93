"""The page through which guests join in a browser: put together for a clinic's web server, or served on this PC."""
