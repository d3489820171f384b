"""A synthetic province: parcels, people, rights and papers that nobody ever had, on the real shapes of communes.

Everything follows from the seed and the commune's code, so that a commune can be made alone, again, and on any machine.
"""
