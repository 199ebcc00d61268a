"""The themes that a person may choose: dark, light, high contrast, and one for who sees red and green alike."""

from __future__ import annotations

from textual.theme import Theme

# The framework's own muted text is a contrast of 60 %, which becomes plain white in lines that are not drawn by CSS.
THEMES = {
    "dark": Theme(
        name="callcenter-dark",
        primary="#4A90D9",
        secondary="#2D5F8B",
        accent="#F2B84B",
        warning="#F2B84B",
        error="#E5636F",
        success="#62C073",
        foreground="#E4E6EA",
        background="#14171C",
        surface="#1B1F26",
        panel="#262C35",
        variables={"text-muted": "#9BA1AB"},
    ),
    "light": Theme(
        name="callcenter-light",
        primary="#1F5FA8",
        secondary="#3D7BBF",
        accent="#8A4B00",
        warning="#8A4B00",
        error="#B3202C",
        success="#1D6B33",
        foreground="#16191D",
        background="#FAFAF7",
        surface="#F1F1EC",
        panel="#E2E3DD",
        dark=False,
        variables={"text-muted": "#565B63"},
    ),
    "high-contrast": Theme(
        name="callcenter-high-contrast",
        primary="#00FFFF",
        secondary="#00FFFF",
        accent="#FFFF00",
        warning="#FFFF00",
        error="#FF8080",
        success="#80FF80",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#202020",
        text_alpha=1.0,
        variables={
            "block-cursor-background": "#FFFF00",
            "block-cursor-foreground": "#000000",
            "block-cursor-blurred-background": "#505000",
            "text-muted": "#FFFFFF",
            "text-error": "#FFA0A0",
            "text-warning": "#FFFF00",
            "text-success": "#80FF80",
            "text-accent": "#FFFF00",
        },
    ),
    # Blue, yellow and vermilion are told apart with every common kind of colour blindness (Okabe and Ito, Color
    # Universal Design); good and bad differ in lightness besides, never in red against green.
    "colour-blind": Theme(
        name="callcenter-colour-blind",
        primary="#56B4E9",
        secondary="#0072B2",
        accent="#F0E442",
        warning="#F0E442",
        error="#E67E3C",
        success="#56B4E9",
        foreground="#ECECEC",
        background="#15171A",
        surface="#1C1F23",
        panel="#282C32",
        variables={
            "text-muted": "#A6ABB3",
            "text-error": "#FF9A5C",
            "text-warning": "#F0E442",
            "text-success": "#7CC8F2",
            "text-accent": "#F0E442",
        },
    ),
}
"""Themes by the names of ``settings.ThemeName``; the app registers them all."""
