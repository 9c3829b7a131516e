"""The parts that map, embed and pictures are made of: scene, frame, basemap, drawing, words."""
