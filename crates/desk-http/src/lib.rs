//! How the desk reaches the centre.
