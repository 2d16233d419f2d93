"""The embedded Dyte: a stand-in for somebody else's service, for practice and for tests.

It imports nothing of the product but ``support``, and nothing of the product imports it, so it stays honest.
"""
