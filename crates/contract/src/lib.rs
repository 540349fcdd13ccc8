//! Plain data that crosses a border: desk to UI, desk to centre.
