// Only carries a precompiled header for executables (cmake/Layers.cmake).
int main() { return 0; }
