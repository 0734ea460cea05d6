"""The engine: runs methods over panels. It knows neither where panels come from nor where findings go."""
