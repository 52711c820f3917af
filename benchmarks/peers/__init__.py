"""Peers: whole sign-ins on Auth1 and on other servers, in turn on one machine, with the same generator and stores.

What each of them does for a call, and what it leaves out, stands beside the figures.
"""
