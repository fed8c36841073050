// Nothing but the precompiled headers around it.
