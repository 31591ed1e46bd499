// Only carries a precompiled header (cmake/Layers.cmake).
