"""Follow-up of Eskilstuna's Strategisk inriktning 2016-2019: from the plan's tables to pages for the council."""
