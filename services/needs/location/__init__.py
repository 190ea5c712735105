"""Where a need is: a WGS84 point, or none; GCJ-02 points (Chinese maps) are converted."""
