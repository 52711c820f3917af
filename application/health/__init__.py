"""Is everything there?"""
