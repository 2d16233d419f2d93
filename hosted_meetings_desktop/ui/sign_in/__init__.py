"""The first screen: choosing where the calls run."""
