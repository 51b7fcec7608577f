"""How far the campaign is: for the whole Sở, each duty and each unit."""

import streamlit as st

from pages.components import as_of, campaign, choice, headline, progress
from pages.components.session import look

st.title("Tuần lễ hưởng ứng học tập suốt đời")
here = look()
campaign.banner(here)
with st.container(horizontal=True, vertical_alignment="center"):
    kind = choice.kind()
    moment = as_of.choose(here.snapshot.campaign, here.now)
now = progress.of(here.snapshot, moment, kind)
headline.figures(now)
headline.rule(here.snapshot)
progress.pictures(here.snapshot.revision, progress.whole_minute(moment), kind, here.snapshot)
headline.latest_entries(here.snapshot, moment)
