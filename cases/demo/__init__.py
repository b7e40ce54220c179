"""One case played from report to removal, with real servers and a clock that is moved.

It plays the outside world: a person's browser, a caseworker's browser, the platforms' mail server. Refused in
production. Nothing of the product imports it but its command.
"""
