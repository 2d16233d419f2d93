"""Nothing lost, nothing doubled, nothing stuck: real processes under kills, lost answers and full disks."""
