"""The live stream inside a process: one hub, and the readers that it hands each frame to."""
