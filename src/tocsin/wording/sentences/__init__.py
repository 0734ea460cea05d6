"""English templates by code; {named} fields are figures or names. One module for each part of the house."""
