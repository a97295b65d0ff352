"""HTTP in: understand the request, call one handler, render its answer."""
