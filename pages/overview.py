"""How far the campaign is: for the whole Sở, each duty and each unit."""

import streamlit as st

from pages.components import as_of, campaign, choice, first_steps, headline
from pages.components.session import look_once

st.title("Tuần lễ hưởng ứng học tập suốt đời")
here = look_once()
freshness = st.container()
campaign.banner(here)
first_steps.shown(here)
with st.container(horizontal=True, vertical_alignment="center"):
    kind = choice.kind()
    moment = as_of.choose(here.snapshot.campaign, here.now)
headline.follow(here, moment, kind, freshness)
campaign.trial(here)
